internal import RealtimeBuffers

/// An answer that one thread waits for and another gives, once.
// Sendable, because the semaphore orders the write before the read.
// Safe: the semaphore's memory is there from `init` to `deinit`.
@safe
package final class Rendezvous<Value: Sendable>: @unchecked Sendable {
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  private var answer: Value?

  package init() { unsafe sem_init(semaphore, 0, 0) }

  deinit {
    unsafe sem_destroy(semaphore)
    unsafe semaphore.deallocate()
  }

  package func settle(_ answer: Value) {
    self.answer = answer
    unsafe sem_post(semaphore)
  }

  package func wait() -> Value {
    while true {
      // Interrupted by a signal, a wait is begun anew.
      if unsafe sem_wait(semaphore) == 0, let answer { return answer }
    }
  }
}
