/// What the server agreed to.
public struct HandshakeResponse: Sendable {
  /// The one of the offered subprotocols that the server chose, if it chose any.
  public let subprotocol: String?
  /// All header fields of the 101 response.
  public let headers: HTTPHeaders
  /// `nil`: messages are not compressed.
  package let deflate: DeflateParameters?
}
