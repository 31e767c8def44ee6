internal import CRealtimeUV
internal import Glibc

/// A thread that runs a loop until it is stopped, and then closes it.
final class LoopThread {
  private final class Job {
    let loop: EventLoop
    let name: String
    /// Connections that were open as the loop ended. Written by the thread, read after it was joined.
    var cutCount = 0

    init(_ loop: EventLoop, _ name: String) {
      self.loop = loop
      self.name = name
    }

    func run() {
      unsafe shim_name_thread(name)
      loop.run()
      cutCount = loop.connectionCount
      loop.close()
    }
  }

  private let job: Job
  private var thread = pthread_t()

  init(running loop: EventLoop, name: String) throws(ReactorError) {
    // What does not fit into the system's 15 bytes would leave the thread without a name.
    job = Job(loop, String(decoding: name.utf8.prefix(15), as: UTF8.self))
    let retained = unsafe Unmanaged.passRetained(job)
    let status = unsafe pthread_create(&thread, nil, runLoopOfThread, retained.toOpaque())
    guard status == 0 else {
      unsafe retained.release()
      throw ReactorError(
        code: ReactorError.Code(rawValue: "EAGAIN"),
        operation: "start a thread for an event loop",
        message: "the system has no thread left; end some, or raise the limit"
      )
    }
  }

  /// Waits for the end of the thread, once. Returns how many connections its end has cut.
  func join() -> Int {
    pthread_join(thread, nil)
    return job.cutCount
  }

  fileprivate static func run(_ argument: UnsafeMutableRawPointer) {
    unsafe Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().run()
  }
}

private func runLoopOfThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument = unsafe argument { unsafe LoopThread.run(argument) }
  return nil
}
