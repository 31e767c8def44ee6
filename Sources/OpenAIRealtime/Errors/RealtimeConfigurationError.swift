internal import RealtimeEvents

/// Why a connection or a call could not even be tried: the target, the URL, the credential or the caller is wrong.
///
/// Thrown before a socket exists. The message says what to do and contains no key, header value or URL.
public struct RealtimeConfigurationError: Error, Sendable {
  /// What is wrong, for code that reacts to it.
  public enum Kind: Sendable, Hashable {
    /// The target is empty, or the API and the service chosen do not have it.
    case invalidTarget
    /// A base URL or a built URL does not parse.
    case invalidURL
    /// A custom URL does not use `wss:`.
    case insecureURL
    /// The URL would send the credential to another origin than the client's.
    case originMismatch
    /// There is no API key.
    case missingAPIKey
    /// The key has characters that no header can carry, or space around it.
    case invalidAPIKey
    /// The key comes from a function, which only `create` and `azure` can ask.
    case apiKeyNeedsCreate
    /// The function that gives the key failed, or gave none.
    case apiKeyProviderFailed
    /// The function that gives the key took longer than `RealtimeOptions.apiKeyTimeLimit`.
    case apiKeyTimedOut
    /// No Azure deployment was named.
    case missingDeployment
    /// A client was made with too few or contradicting arguments.
    case invalidClient
    /// A call of the REST API was given something that it cannot be made with.
    case invalidArgument
    /// An async factory was called by something that does not run on an event loop.
    case notOnEventLoop
  }

  /// What was wrong.
  public let kind: Kind
  /// What happened, in openai-node's words where it has any.
  public let message: String
  /// What a key provider threw, or what the socket said.
  public let cause: (any Error)?

  package init(_ kind: Kind, _ message: String, cause: (any Error)? = nil) {
    self.kind = kind
    self.message = message
    self.cause = cause
  }

  static func invalidURL(_ reason: String) -> RealtimeConfigurationError {
    RealtimeConfigurationError(.invalidURL, "Invalid URL: \(reason).")
  }
}

extension RealtimeConfigurationError: ErrorCause {
  package func explanation(of message: String) -> String { description }
}

extension RealtimeConfigurationError: CustomStringConvertible {
  /// What happened and what to do about it.
  public var description: String { advice.map { "\(message)\(message.hasSuffix(".") ? "" : ".") \($0)" } ?? message }

  /// What to do, where the message does not say so.
  private var advice: String? {
    switch kind {
    case .invalidTarget: "Choose a target that this API and this service have."
    case .invalidURL: "Write it as https://host[:port]/path."
    case .insecureURL where cause == nil: "Use a wss: URL; ws: stays on this machine."
    case .originMismatch: "Name another host on purpose with `buildRealtimeURL`, or keep to the base URL's."
    case .apiKeyProviderFailed: "Have the function return a key, and check what it asks for it."
    case .missingDeployment: "Name one for the connection, or in the client."
    case .invalidClient: "Check the arguments and the environment that the client was made from."
    default: nil
    }
  }
}
