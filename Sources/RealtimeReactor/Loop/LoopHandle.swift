internal import CRealtimeUV

/// What lives on an event loop: connections, listeners, and the loop's own machinery.
///
/// This is the one place that knows libuv's close law:
/// - the memory of a handle is allocated once and freed in libuv's close callback and nowhere else,
/// - a handle keeps its object alive from its creation until that callback,
/// - closing is idempotent and allowed at any moment, also while connecting and inside any callback,
/// - what libuv still reports between the call and the callback is ignored.
// Safe: `raw` lives until libuv's close callback, and nobody touches it once `isClosing`.
@safe
public class LoopHandle {
  /// Owned by libuv from `init` until the close callback. Not to be touched once `isClosing`, except by libuv.
  final let raw: UnsafeMutablePointer<uv_handle_t>

  private final var hasBegunClosing = false

  /// True from the call that closes the handle on. Its memory may be gone.
  public final var isClosing: Bool { hasBegunClosing }

  /// Takes over a handle that libuv has initialised.
  init(_ raw: UnsafeMutablePointer<uv_handle_t>) {
    unsafe self.raw = unsafe raw
    // Balanced in the close callback.
    unsafe raw.pointee.data = unsafe Unmanaged.passRetained(self).toOpaque()
  }

  /// The way by which a handle starts to close.
  enum ClosingStyle {
    case normal
    case reset
  }

  /// Starts closing, once. The object lives until `didFinishClosing` has run.
  final func beginClosing(_ style: ClosingStyle = .normal) {
    guard !isClosing else { return }
    hasBegunClosing = true
    switch style {
    case .reset where unsafe raw.pointee.type == UV_TCP:
      // Refused while a half-close is under way; an ordinary close is the next best then.
      let status = unsafe uv_tcp_close_reset(raw.rebound(), handleDidClose)
      if status != 0 { unsafe uv_close(raw, handleDidClose) }
    case .normal, .reset: unsafe uv_close(raw, handleDidClose)
    }
  }

  /// Closes on behalf of a loop that is being closed.
  func closeWithLoop() { beginClosing() }

  /// Called once, after libuv has let go of the handle. The memory is freed right after it.
  func didFinishClosing() {}
}

@available(
  *, unavailable,
  message: """
    a handle stays on its loop; there make `let bound = LoopBound(connection, on: connection.loop)`, \
    and any thread may call `bound.execute { connection in connection.close() }`
    """
)
extension LoopHandle: Sendable {}

extension LoopHandle {
  /// Allocates and initialises handle memory. Where `initialise` fails, libuv does not know it, and it is freed here.
  static func make(
    _ type: uv_handle_type, operation: String, _ initialise: (UnsafeMutablePointer<uv_handle_t>) -> CInt
  ) throws(ReactorError) -> UnsafeMutablePointer<uv_handle_t> {
    let byteCount = uv_handle_size(type)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    let raw = unsafe memory.assumingMemoryBound(to: uv_handle_t.self)
    let status = unsafe initialise(raw)
    guard status == 0 else {
      unsafe memory.deallocate()
      throw ReactorError(status: status, operation: operation)
    }
    return unsafe raw
  }

  /// A stream of the family that `address` has.
  ///
  /// - Parameter isAccepted: it will get its socket from a listener, and has none of its own.
  static func makeStream(
    for address: SocketAddress, on loop: EventLoop, operation: String, isAccepted: Bool = false
  ) throws(ReactorError) -> UnsafeMutablePointer<uv_handle_t> {
    if !isAccepted, let status = Descriptors.fillStandardDescriptors() {
      throw ReactorError(status: status, operation: operation)
    }
    return switch address.family {
    case .ipv4, .ipv6:
      try unsafe make(UV_TCP, operation: operation) {
        unsafe uv_tcp_init_ex(loop.uv, $0.rebound(), isAccepted ? 0 : CUnsignedInt(address.systemFamily))
      }
    case .unix: try unsafe make(UV_NAMED_PIPE, operation: operation) { unsafe uv_pipe_init(loop.uv, $0.rebound(), 0) }
    }
  }
}

extension UnsafeMutablePointer where Pointee == uv_handle_t {
  /// The same memory as the handle type that it was made as, or as one of that type's bases.
  func rebound<Handle>(to type: Handle.Type = Handle.self) -> UnsafeMutablePointer<Handle> {
    unsafe UnsafeMutableRawPointer(self).assumingMemoryBound(to: type)
  }
}

private func handleDidClose(_ raw: UnsafeMutablePointer<uv_handle_t>?) {
  guard let raw = unsafe raw, let data = unsafe raw.pointee.data else { return }
  unsafe Unmanaged<LoopHandle>.fromOpaque(data).takeRetainedValue().didFinishClosing()
  unsafe UnsafeMutableRawPointer(raw).deallocate()
}
