internal import CRealtimeUV

/// The five handles that every loop owns for itself. None of them keeps the loop running, except the timer while a
/// deadline is pending.
final class LoopMachinery {
  private let prepare: LoopHandle
  private let check: LoopHandle
  private let idle: LoopHandle
  private let async: LoopHandle
  let timer: LoopHandle
  /// What keeps the loop running: open connections and listeners, also while they are paused and libuv sees nothing to
  /// do for them, and whoever wants the loop to wait for work.
  private var keeperCount = 0
  /// Those of them that wait for what comes from outside of the loop.
  private var awaitedCount = 0
  private var staysAlive = false
  private var isSpinning = false

  init(uv: UnsafeMutablePointer<uv_loop_t>, staysAlive: Bool) throws(ReactorError) {
    var made: [LoopHandle] = []
    func make(
      _ type: uv_handle_type, _ initialise: (UnsafeMutablePointer<uv_handle_t>) -> CInt
    ) throws(ReactorError) -> LoopHandle {
      let handle = unsafe LoopHandle(try LoopHandle.make(type, operation: "make an event loop", initialise))
      made.append(handle)
      unsafe uv_unref(handle.raw)
      return handle
    }
    do throws(ReactorError) {
      prepare = try unsafe make(UV_PREPARE) { unsafe uv_prepare_init(uv, $0.rebound()) }
      check = try unsafe make(UV_CHECK) { unsafe uv_check_init(uv, $0.rebound()) }
      idle = try unsafe make(UV_IDLE) { unsafe uv_idle_init(uv, $0.rebound()) }
      async = try unsafe make(UV_ASYNC) { unsafe uv_async_init(uv, $0.rebound(), loopWasWoken) }
      timer = try unsafe make(UV_TIMER) { unsafe uv_timer_init(uv, $0.rebound()) }
    } catch {
      for handle in made { handle.beginClosing() }
      throw error
    }
    unsafe uv_prepare_start(prepare.raw.rebound(), loopWillPoll)
    unsafe uv_check_start(check.raw.rebound(), loopDidPoll)
    unsafe uv_ref(timer.raw)
    if staysAlive { addKeeper() }
    self.staysAlive = staysAlive
  }

  func contains(_ handle: LoopHandle) -> Bool {
    handle === prepare || handle === check || handle === idle || handle === async || handle === timer
  }

  func close() {
    for handle in [prepare, check, idle, async, timer] { handle.beginClosing() }
  }

  /// Ends the poll of the loop, now or the next. Any thread may call it while it holds the inbox open.
  func wake() { unsafe uv_async_send(async.raw.rebound()) }

  /// Runs `body` with the loop alive, because libuv looks at its descriptors only while something is.
  func keepingAlive(_ body: () -> CInt) -> CInt {
    addKeeper()
    defer { removeKeeper() }
    return body()
  }

  func addKeeper() {
    keeperCount += 1
    unsafe uv_ref(async.raw)
  }

  func removeKeeper() {
    keeperCount -= 1
    if keeperCount == 0 { unsafe uv_unref(async.raw) }
  }

  /// Keeps the loop running for what comes from outside of it.
  func beginAwaiting() {
    awaitedCount += 1
    addKeeper()
  }

  func endAwaiting() {
    guard awaitedCount > 0 else { return }
    awaitedCount -= 1
    removeKeeper()
  }

  /// The loop closes: it waits for nothing more from outside, and no more for work.
  func dropKeepers() {
    while awaitedCount > 0 { endAwaiting() }
    if staysAlive { removeKeeper() }
    staysAlive = false
  }

  /// Makes polls return at once.
  func startSpinning() {
    isSpinning = true
    unsafe uv_idle_start(idle.raw.rebound(), loopIsSpinning)
  }

  func stopSpinning() {
    guard isSpinning else { return }
    isSpinning = false
    unsafe uv_idle_stop(idle.raw.rebound())
  }
}

extension EventLoop {
  /// Runs `body` with the loop of a callback, which it outlives. `withConnection` says what retaining it would cost.
  @inline(__always)
  static func with(_ uv: UnsafeMutablePointer<uv_loop_t>, _ body: (EventLoop) -> Void) {
    guard let data = unsafe uv.pointee.data else { return }
    unsafe Unmanaged<EventLoop>.fromOpaque(data)._withUnsafeGuaranteedRef(body)
  }
}

private func loopWasWoken(_ handle: UnsafeMutablePointer<uv_async_t>?) {
  guard let handle = unsafe handle else { return }
  unsafe EventLoop.with(handle.pointee.loop) { $0.wasWoken() }
}

private func loopWillPoll(_ handle: UnsafeMutablePointer<uv_prepare_t>?) {
  guard let handle = unsafe handle else { return }
  unsafe EventLoop.with(handle.pointee.loop) { $0.willPoll() }
}

private func loopDidPoll(_ handle: UnsafeMutablePointer<uv_check_t>?) {
  guard let handle = unsafe handle else { return }
  unsafe EventLoop.with(handle.pointee.loop) { $0.didPoll() }
}

/// An active idle handle is all it takes; there is nothing to do in its callback.
private func loopIsSpinning(_: UnsafeMutablePointer<uv_idle_t>?) {}
