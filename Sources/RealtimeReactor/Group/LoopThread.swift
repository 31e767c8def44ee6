/// A thread that runs a loop until it is stopped, and then closes it.
struct LoopThread {
  private let thread: SystemThread
  private let cutCount: Rendezvous<Int>

  init(running loop: EventLoop, name: String) throws(ReactorError) {
    let cutCount = Rendezvous<Int>()
    let thread = SystemThread(name: name) {
      loop.run()
      cutCount.settle(loop.connectionCount)
      loop.close()
    }
    guard let thread else { throw .noThread("start a thread for an event loop") }
    self.thread = thread
    self.cutCount = cutCount
  }

  /// Waits for the end of the thread, once. Returns how many connections its end has cut.
  func join() -> Int {
    thread.join()
    return cutCount.wait()
  }
}
