/// What a connection tells the object that uses it. Every call comes on the loop's thread.
///
/// Any call on the connection is allowed inside each of these, `close()` too. The connection keeps its owner alive
/// until `didClose` has returned.
public protocol TCPConnectionOwner: AnyObject {
  /// The connection is established, and its addresses are known. Not called for accepted connections.
  func didConnect(_ connection: TCPConnection)

  /// Lends memory to receive into, or `nil` (the default) to use the block that all connections of the loop share.
  ///
  /// Called before each read. The memory must stay valid and untouched until `didReceive` is called, or until the
  /// connection is closed. Empty memory is taken for `nil`.
  func receiveMemory(for connection: TCPConnection) -> UnsafeMutableRawBufferPointer?

  /// Bytes arrived, at the start of the lent memory.
  ///
  /// They are valid until this call returns; copy what must outlive it. They are empty when the owner lent memory and
  /// the system had no byte for it after all: then the memory can be taken back.
  func didReceive(_ bytes: RawSpan, on connection: TCPConnection)

  /// The peer has ended its half (FIN): nothing more will be received. Writing is still possible; `close()` or
  /// `shutdown()` when there is nothing more to say.
  func didReceiveEnd(_ connection: TCPConnection)

  /// Everything written so far has been taken by the kernel.
  func didFlush(_ connection: TCPConnection)

  /// The queued bytes have fallen to the low watermark, once after each time that they rose above the high one.
  func didDrain(_ connection: TCPConnection)

  /// The connection is gone; the last call. `connection.queuedByteCount` tells how many bytes were never sent.
  ///
  /// The error is `nil` after this side's own `close()`, and when both sides ended in order.
  func didClose(_ connection: TCPConnection, error: ReactorError?)
}

extension TCPConnectionOwner {
  public func didConnect(_ connection: TCPConnection) {}
  public func receiveMemory(for connection: TCPConnection) -> UnsafeMutableRawBufferPointer? { nil }
  public func didFlush(_ connection: TCPConnection) {}
  public func didDrain(_ connection: TCPConnection) {}
}
