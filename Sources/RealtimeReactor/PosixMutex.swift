internal import RealtimeBuffers

/// A value behind a POSIX mutex.
///
/// Like the standard library's `Mutex`, whose futex ThreadSanitizer does not see: with this one, what several threads
/// do to a loop can be checked by it.
// Safe: both pointers are to one value each, from `init` to `deinit`.
@safe
package struct PosixMutex<Value>: ~Copyable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let value = UnsafeMutablePointer<Value>.allocate(capacity: 1)

  package init(_ initial: Value) {
    unsafe value.initialize(to: initial)
    let status = unsafe pthread_mutex_init(mutex, nil)
    precondition(status == 0, "the system has no memory for a mutex")
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
    unsafe value.deinitialize(count: 1)
    unsafe value.deallocate()
  }

  package func withLock<Result, Failure>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try unsafe body(&value.pointee)
  }
}

// Sendable, because the value is reached with the lock held only, and the pointers are constant.
extension PosixMutex: @unchecked Sendable where Value: Sendable {}
