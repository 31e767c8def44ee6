public import WebSocketTransport

/// Why a local server could not start.
public enum RealtimeLocalServerError: Error, Sendable, CustomStringConvertible {
  /// The throw-away certificate could not be made.
  case certificate(TLSError)
  /// The loops of a group could not be had, or have ended.
  case loops(ReactorError)
  /// The address could not be listened on, or a setting cannot be used.
  case listening(WebSocketTransportError)

  /// What could not be had, and why.
  public var description: String {
    switch self {
    case .certificate(let error): "could not make a throw-away certificate: \(error)"
    case .loops(let error): "could not have the loops of a group: \(error)"
    case .listening(let error): "could not listen: \(error)"
    }
  }
}
