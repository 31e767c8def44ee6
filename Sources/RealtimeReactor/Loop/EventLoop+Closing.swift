internal import CRealtimeUV

extension EventLoop {
  /// Ends everything that lives on the loop, runs the callbacks that follow from it, and frees the loop's resources.
  ///
  /// Waiting work is run, timers are dropped, connections and listeners are closed, name resolutions fail as cancelled.
  /// Called from a callback, it stops the loop and takes effect as `run()` returns. Idempotent.
  public func close() {
    switch life.requestClose() {
    case .nothing: return
    case .stop:
      preconditionOnLoop()
      stop()
    case .closeNow: leave(to: enter())
    }
  }

  /// Has `action` run when the loop closes, while its thread is still there, or never again with `nil`. One for each
  /// owner, who lives until then or takes it back.
  package func whenClosing(_ owner: AnyObject, _ action: (() -> Void)?) {
    preconditionOnLoop()
    life.whenClosing(owner, action)
  }

  /// Whether it closes or is closed: what ends now ends with the loop.
  package var isClosing: Bool { !life.isOpen }

  func finishClosing() {
    life.beginLastRun()
    settle()
    let actions = life.beginClosing()
    timers.cancelAll()
    names.failAll()
    for action in actions { action() }
    machinery.dropKeepers()
    closeHandles(except: machinery)
    runToEnd()
    inbox.beginClosing()
    settle()
    runToEnd()
    machinery.close()
    runToEnd()
    let status = unsafe uv_loop_close(uv)
    precondition(status == 0, "libuv still knows a handle after all were closed")
    life.didClose()
    while !inbox.finishClosing() { settle() }
  }

  private func runToEnd() {
    while isAlive {
      unsafe uv_run(uv, UV_RUN_DEFAULT)
      settle()
    }
  }

  private func closeHandles(except machinery: LoopMachinery) {
    withExtendedLifetime(machinery) {
      unsafe uv_walk(uv, closeVisitedHandle, Unmanaged.passUnretained(machinery).toOpaque())
    }
  }
}

private func closeVisitedHandle(_ raw: UnsafeMutablePointer<uv_handle_t>?, _ machinery: UnsafeMutableRawPointer?) {
  guard let data = unsafe raw?.pointee.data, let machinery = unsafe machinery else { return }
  let handle = unsafe Unmanaged<LoopHandle>.fromOpaque(data).takeUnretainedValue()
  if unsafe Unmanaged<LoopMachinery>.fromOpaque(machinery).takeUnretainedValue().contains(handle) { return }
  handle.closeWithLoop()
}
