internal import RealtimeBuffers

/// What a Realtime connection needs to know about its client: openai-node's `OpenAI` and `AzureOpenAI`.
public protocol RealtimeClient: Sendable {
  /// Where the service is. It is parsed when a connection is opened; its scheme becomes `wss` then, or `ws`
  /// for `http` on this machine.
  var baseURL: String { get }
}

/// An OpenAI client: a base URL and a key.
///
/// A value: it can be shared by every loop and every thread, and nothing changes it once it is made.
///
/// ```swift
/// let client = OpenAI()  // OPENAI_API_KEY, OPENAI_BASE_URL
/// let european = OpenAI(apiKey: .static(key), residency: .europe)
/// let rotating = OpenAI(apiKey: .provider { try await vault.openAIKey() })
/// ```
public struct OpenAI: RealtimeClient {
  /// Where the API is when nothing else is said.
  public static let defaultBaseURL = "https://api.openai.com/v1"

  public let baseURL: String
  /// The key, or `nil` when there is none: a connection is refused then, with an error that says so.
  public let apiKey: APIKey?

  /// - Parameters:
  ///   - apiKey: The credential. `nil` reads `OPENAI_API_KEY`.
  ///   - baseURL: The base URL. `nil` or empty reads `OPENAI_BASE_URL` and falls back to `defaultBaseURL`.
  ///     `/realtime` is appended to its path, and its query is kept. `http` means `ws` on this machine and
  ///     `wss` elsewhere, see ``RealtimeOptions/dangerouslySendsKeyUnencrypted``.
  ///
  ///     Where openai-node joins texts, this differs on purpose. Space around the URL is taken off, which
  ///     there becomes part of the path (`/v1%20/realtime`). A URL without a host, such as `https://`, is an
  ///     error when the connection is opened; there it takes `realtime` for the host and sends the key to it.
  ///     A query does not swallow the path.
  public init(apiKey: APIKey? = nil, baseURL: String? = nil) {
    self.init(apiKey: apiKey, baseURL: baseURL, environment: ProcessEnvironment.value)
  }

  /// A client of the regional host where the data of an organisation stays.
  public init(apiKey: APIKey? = nil, residency: DataResidency) { self.init(apiKey: apiKey, baseURL: residency.baseURL) }

  init(apiKey: APIKey?, baseURL: String?, environment: ProcessEnvironment.Lookup) {
    self.apiKey = apiKey ?? environment("OPENAI_API_KEY").map { .static($0) }
    let base = baseURL.flatMap { $0.isEmpty ? nil : $0 } ?? environment("OPENAI_BASE_URL")
    self.baseURL = base ?? Self.defaultBaseURL
  }

  /// The key for `Authorization`, if it is there.
  func requiredKey() throws(RealtimeConfigurationError) -> APIKey {
    if let apiKey, !apiKey.isEmpty { return apiKey }
    throw RealtimeConfigurationError(
      .missingAPIKey,
      "No API key: pass `apiKey` to the OpenAI client or set the OPENAI_API_KEY environment variable.")
  }
}

/// The regions in which OpenAI keeps an organisation's data, each with a host of its own.
public enum DataResidency: String, Sendable, CaseIterable {
  /// `https://api.openai.com/v1`, without a region.
  case global
  /// The United States.
  case unitedStates = "us"
  /// The European Union.
  case europe = "eu"
  /// The United Arab Emirates.
  case unitedArabEmirates = "ae"
  /// Australia.
  case australia = "au"
  /// India.
  case india = "in"
  /// Japan.
  case japan = "jp"

  /// The base URL of the region.
  public var baseURL: String { self == .global ? OpenAI.defaultBaseURL : "https://\(rawValue).api.openai.com/v1" }
}

extension APIKey {
  /// Whether it is a fixed key without a character.
  var isEmpty: Bool { if case .fixed(let secret) = source { secret.value.isEmpty } else { false } }
}
