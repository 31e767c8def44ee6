internal import RealtimeBuffers

/// Where a client's credential comes from: a fixed key, or a function that is asked before each connection.
///
/// Printing, `debugPrint` and `dump` show `***`, never the key.
///
/// A string literal is no key, on purpose: a key in source code is a key in the history of that code. Read it
/// when the program runs, from its environment or from where it keeps secrets, and pass it as `.static(key)`.
public struct APIKey: Sendable {
  enum Source: Sendable {
    case fixed(Secret)
    case provider(@Sendable () async throws -> String)
    case callback(@Sendable (@escaping @Sendable (Result<String, any Error>) -> Void) -> Void)
  }

  let source: Source

  /// A key that does not change.
  public static func `static`(_ key: String) -> APIKey { APIKey(source: .fixed(Secret(key))) }

  /// A function that is asked once for each connection that `create` or `azure` opens. Nothing is cached.
  ///
  /// It runs in a task of its own, where its own isolation says; one without isolation runs on the global concurrent
  /// executor. It has `RealtimeOptions.apiKeyTimeLimit` to return, and its task is cancelled after that, or when the
  /// caller gives up. One that is isolated to the main actor cannot run while the main thread is in `EventLoop.run()`:
  /// run loops on threads of their own then, such as those of `EventLoopGroup.shared`. What it throws is quoted in the
  /// error that the caller of `create` gets: keep secrets out of it.
  public static func provider(_ key: @escaping @Sendable () async throws -> String) -> APIKey {
    APIKey(source: .provider(key))
  }

  /// The same without `async`: `key` is called on the loop's thread and must not block. It calls its argument
  /// from any thread; what comes after the first call, or after the time limit, is ignored.
  public static func callback(
    _ key: @escaping @Sendable (_ completion: @escaping @Sendable (Result<String, any Error>) -> Void) -> Void
  ) -> APIKey { APIKey(source: .callback(key)) }
}

@available(
  *, unavailable,
  message: "a key in source code is a key in its history: read it when the program runs and pass .static(key)"
)
extension APIKey: ExpressibleByStringLiteral {
  public init(stringLiteral key: String) { self = .static(key) }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { Secret.mask }
  public var debugDescription: String { Secret.mask }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension APIKey {
  /// The key when no function has to be asked for it.
  ///
  /// - Throws: `.apiKeyNeedsCreate` for a provider: openai-node rule K1; `.invalidAPIKey` for one that cannot be sent.
  func fixedSecret() throws(RealtimeConfigurationError) -> Secret {
    guard case .fixed(let secret) = source else {
      throw RealtimeConfigurationError(
        .apiKeyNeedsCreate,
        """
        Cannot open Realtime WebSocket with a function-based apiKey.
        Use the .create() method so that the key is resolved before connecting.
        """
      )
    }
    return try Self.sendable(secret)
  }

  /// Turns what a provider returned into a key, or into the error that says why it is none.
  static func checked(_ answer: Result<String, any Error>) throws(RealtimeConfigurationError) -> Secret {
    switch answer {
    case .success(let key) where !key.isEmpty: return try sendable(Secret(key))
    case .success(let empty):
      throw RealtimeConfigurationError(
        .apiKeyProviderFailed,
        "Expected 'apiKey' function argument to return a string but it returned \(empty)")
    case .failure(let error): throw failure(error)
    }
  }

  /// A key is visible ASCII, perhaps with spaces inside: anything else in a header would end it, or break it.
  static func sendable(_ key: Secret) throws(RealtimeConfigurationError) -> Secret {
    let bytes = key.value.utf8
    let isEdge: (UInt8?) -> Bool = { $0.map { $0 <= 0x20 } ?? false }
    let fault: String
    if isEdge(bytes.first) || isEdge(bytes.last) {
      fault = "begins or ends with a line end or a space: trim the text that it was read from"
    } else if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      fault = "has a line end, a NUL or another control character in it: check where it was read from"
    } else if bytes.contains(where: { $0 > 0x7F }) {
      fault = "has a character in it that is not ASCII: copy it once more, as plain text"
    } else {
      return key
    }
    throw RealtimeConfigurationError(.invalidAPIKey, "The API key cannot be sent: it \(fault).")
  }

  static func failure(_ error: any Error) -> RealtimeConfigurationError {
    if let error = error as? RealtimeConfigurationError { return error }
    return RealtimeConfigurationError(
      .apiKeyProviderFailed, "Failed to get token from 'apiKey' function: \(error)", cause: error)
  }
}
