public import RealtimeWebSocketProtocol

/// Why a request got no response: what happened, and whether the server may have carried it out all the same. Carries
/// no key, no header value and no byte of a body.
public struct HTTPRequestError: Error, Sendable {
  /// A property of ``HTTPRequest/TimeLimits``, by its name.
  public enum Deadline: String, Sendable, Hashable {
    /// ``HTTPRequest/TimeLimits/connect``
    case connect
    /// ``HTTPRequest/TimeLimits/firstByte``
    case firstByte
    /// ``HTTPRequest/TimeLimits/total``
    case total
  }

  /// What lies under it.
  public enum Cause: Sendable {
    /// The connection could not be made, or was lost: its stage is `.open` then. Of stage `.configuration` where a URL,
    /// a header or a setting cannot be used.
    case connection(WebSocketTransportError)
    /// The response is malformed, broke off or is larger than allowed.
    case response(WebSocketError)
    /// A limit has passed.
    case timedOut(Deadline, after: Duration)
    /// It was given up.
    case cancelled
    /// The async form was called by something that does not run on an event loop.
    case notOnEventLoop
  }

  /// What happened.
  public let cause: Cause
  /// Whether a byte of the request may have reached the server. If not, to repeat it does nothing twice.
  public let mayHaveBeenSent: Bool

  /// An error, for tests of code that handles them too.
  public init(_ cause: Cause, mayHaveBeenSent: Bool) {
    self.cause = cause
    self.mayHaveBeenSent = mayHaveBeenSent
  }
}

extension HTTPRequestError: CustomStringConvertible {
  /// What happened, what to do about it, and whether the request may be repeated.
  public var description: String {
    let what =
      switch cause {
      case .connection(let error) where error.isInvalidURL:
        "the URL cannot be used; write it as https://host[:port][/path][?query], without user or fragment"
      case .connection(let error): "\(error)"
      case .response(let error): "\(error)"
      case .timedOut(.connect, let limit):
        "no connection within \(limit); raise the connect limit, or check host, port and network"
      case .timedOut(.firstByte, let limit):
        "no response within \(limit); raise the firstByte limit, or ask the server's log"
      case .timedOut(.total, let limit): "not done within \(limit); raise the total limit"
      case .cancelled: "the request was given up"
      case .notOnEventLoop:
        """
        the caller does not run on an event loop; call this from an actor whose executor is an EventLoop, from a task \
        that prefers one, or use the form with `on:` and a completion
        """
      }
    return what + (mayHaveBeenSent ? " (the server may have got the request)" : " (nothing of the request was sent)")
  }
}

extension WebSocketTransportError {
  fileprivate var isInvalidURL: Bool { if case .invalidURL = cause { true } else { false } }
}
