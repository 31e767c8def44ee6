internal import Glibc

/// A value behind a POSIX mutex.
///
/// Like the standard library's `Mutex`, whose futex ThreadSanitizer does not see: with this one, what several threads
/// do to a loop can be checked by it.
struct PosixMutex<Value>: ~Copyable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let value = UnsafeMutablePointer<Value>.allocate(capacity: 1)

  init(_ initial: Value) {
    value.initialize(to: initial)
    let status = pthread_mutex_init(mutex, nil)
    precondition(status == 0, "the system has no memory for a mutex")
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
    value.deinitialize(count: 1)
    value.deallocate()
  }

  func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(&value.pointee)
  }
}

// Sendable, because the value is reached with the lock held only, and the pointers are constant.
extension PosixMutex: @unchecked Sendable where Value: Sendable {}
