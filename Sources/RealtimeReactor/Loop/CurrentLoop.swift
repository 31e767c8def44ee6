internal import RealtimeBuffers

/// The loop that runs on this thread. It outlives its run, which sets it and takes it back.
enum CurrentLoop {
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    // Fails only when the process has used up all keys; then nothing that follows could work.
    unsafe precondition(pthread_key_create(&key, nil) == 0, "no thread-local key is left in this process")
    return key
  }()

  static func get() -> EventLoop? {
    unsafe pthread_getspecific(key).map { unsafe Unmanaged<EventLoop>.fromOpaque($0).takeUnretainedValue() }
  }

  static func set(_ loop: EventLoop?) {
    let loop = unsafe loop.map { unsafe UnsafeRawPointer(Unmanaged.passUnretained($0).toOpaque()) }
    unsafe pthread_setspecific(key, loop)
  }
}
