internal import RealtimeBuffers

extension EventLoop {
  /// CPU time that the loop's thread has taken so far. Loop-bound. Two readings and the time between them tell how busy
  /// the loop is; a thread that runs several loops is as busy as all of them.
  public var cpuTime: Duration {
    preconditionOnLoop()
    var time = timespec()
    guard unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return .zero }
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
