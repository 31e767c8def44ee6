internal import CRealtimeUV
internal import RealtimeBuffers

/// A thread of the system that runs one closure.
struct SystemThread {
  private var thread = pthread_t()

  /// - Parameters:
  ///   - name: the system keeps 15 bytes of it.
  ///   - stackByteCount: `nil` for the system's choice.
  /// - Returns: `nil` when the system has no thread left; `work` does not run then.
  init?(name: String, stackByteCount: Int? = nil, _ work: @escaping @Sendable () -> Void) {
    let job = unsafe Unmanaged.passRetained(ThreadJob(name, work))
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    if let stackByteCount { unsafe pthread_attr_setstacksize(&attributes, stackByteCount) }
    guard unsafe pthread_create(&thread, &attributes, runThreadJob, job.toOpaque()) != 0 else { return }
    unsafe job.release()
    return nil
  }

  /// Waits for its end. Either this or `detach` is called, once.
  func join() { pthread_join(thread, nil) }

  /// Nobody waits for its end.
  func detach() { pthread_detach(thread) }
}

private final class ThreadJob: Sendable {
  private let name: String
  private let work: @Sendable () -> Void

  init(_ name: String, _ work: @escaping @Sendable () -> Void) {
    // What does not fit into the system's 15 bytes would leave the thread without a name.
    self.name = String(decoding: name.utf8.prefix(15), as: UTF8.self)
    self.work = work
  }

  func run() {
    unsafe rt_name_thread(name)
    work()
  }
}

/// Its argument is the job, retained for it.
private func runThreadJob(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument = unsafe argument else { return nil }
  unsafe Unmanaged<ThreadJob>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}
