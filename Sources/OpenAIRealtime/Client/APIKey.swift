/// Where a client's credential comes from: a fixed key, or a function that is asked before each connection.
///
/// Printing, `debugPrint` and `dump` show `***`, never the key.
///
/// A string literal is no key, on purpose: a key in source code is a key in the history of that code. Read it when the
/// program runs, from its environment or from where it keeps secrets, and pass it as `.static(key)`.
public struct APIKey: Sendable {
  enum Source: Sendable {
    case fixed(Secret)
    case provider(@Sendable () async throws -> String)
    case callback(@Sendable (@escaping @Sendable (Result<String, any Error>) -> Void) -> Void)
  }

  let source: Source

  /// A key that does not change.
  public static func `static`(_ key: String) -> APIKey {
    APIKey(source: .fixed(Secret(key)))
  }

  /// A function that is asked once for each connection that `create` or `azure` opens. Nothing is cached.
  ///
  /// It runs where its own isolation says; one without isolation runs on the global concurrent executor, or on the
  /// executor that the task prefers. What it throws is quoted in the error that the caller of `create` gets: keep
  /// secrets out of it.
  public static func provider(_ key: @escaping @Sendable () async throws -> String) -> APIKey {
    APIKey(source: .provider(key))
  }

  /// The same without `async`: `key` is called on the loop's thread, or on the caller's executor in an async
  /// context, and must not block. It calls its argument once, at any time and from any thread.
  public static func callback(
    _ key: @escaping @Sendable (_ completion: @escaping @Sendable (Result<String, any Error>) -> Void) -> Void
  ) -> APIKey {
    APIKey(source: .callback(key))
  }
}

@available(
  *, unavailable,
  message: "a key in source code is a key in its history: read it when the program runs and pass .static(key)"
)
extension APIKey: ExpressibleByStringLiteral {
  public init(stringLiteral key: String) {
    self = .static(key)
  }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { Secret.mask }
  public var debugDescription: String { Secret.mask }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension APIKey {
  /// The key when no function has to be asked for it.
  ///
  /// - Throws: `.apiKeyNeedsCreate` for a provider: openai-node rule K1.
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
    return secret
  }

  /// Asks the provider, or gives the fixed key: openai-node rules K2 and K3.
  func resolve() async throws(RealtimeConfigurationError) -> Secret {
    switch source {
    case .fixed(let secret):
      return secret
    case .provider(let provider):
      do { return try Self.checked(.success(try await provider())) } catch { throw Self.failure(error) }
    case .callback(let callback):
      return try Self.checked(
        await withCheckedContinuation { continuation in
          callback { continuation.resume(returning: $0) }
        })
    }
  }

  /// The same with a callback, which is called once and from any thread.
  func resolve(_ completion: @escaping @Sendable (Result<Secret, RealtimeConfigurationError>) -> Void) {
    switch source {
    case .fixed(let secret):
      completion(.success(secret))
    case .provider:
      Task {
        do throws(RealtimeConfigurationError) {
          completion(.success(try await resolve()))
        } catch {
          completion(.failure(error))
        }
      }
    case .callback(let callback):
      callback { answer in
        completion(Result { () throws(RealtimeConfigurationError) in try Self.checked(answer) })
      }
    }
  }

  /// Turns what a provider answered into a key or into the error that says why not.
  static func checked(_ answer: Result<String, any Error>) throws(RealtimeConfigurationError) -> Secret {
    switch answer {
    case .success(let key) where !key.isEmpty:
      return Secret(key)
    case .success(let empty):
      throw RealtimeConfigurationError(
        .apiKeyProviderFailed,
        "Expected 'apiKey' function argument to return a string but it returned \(empty)"
      )
    case .failure(let error):
      throw failure(error)
    }
  }

  private static func failure(_ error: any Error) -> RealtimeConfigurationError {
    if let error = error as? RealtimeConfigurationError { return error }
    return RealtimeConfigurationError(
      .apiKeyProviderFailed,
      "Failed to get token from 'apiKey' function: \(error)",
      cause: error
    )
  }
}
