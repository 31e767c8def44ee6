internal import RealtimeBuffers

/// An Azure OpenAI client: an endpoint, an API version, a credential and, usually, a deployment.
///
/// Connections are opened with `OpenAIRealtimeWS.azure`. `create` takes an `OpenAI` only, so that
/// openai-node's way of connecting to Azure without any credential does not compile.
public struct AzureOpenAI: RealtimeClient {
  enum Credential: Sendable {
    /// Sent as `api-key`.
    case apiKey(Secret)
    /// Asked for a token that is sent as `Authorization: Bearer`.
    case tokenProvider(APIKey)
  }

  public let baseURL: String
  /// The `api-version` of the beta path; the GA path has none.
  public let apiVersion: String
  /// The deployment used when a connection names none.
  public let deployment: String?
  let credential: Credential

  /// - Parameters:
  ///   - endpoint: The resource, such as `https://example-resource.openai.azure.com`. `nil` reads
  ///     `AZURE_OPENAI_ENDPOINT`. Not together with `baseURL`. `/openai` is appended unless it is there. An
  ///     endpoint copied with the path of the Realtime API is understood: `/openai/v1`, `/openai/realtime`. Another
  ///     path after `/openai`, and a query, is an error.
  ///   - baseURL: The base URL as it is, its query apart: in GA it is not sent, as in openai-node. When it
  ///     and `endpoint` are `nil`, `OPENAI_BASE_URL` is read first.
  ///   - apiVersion: Such as `2024-10-01-preview`. `nil` reads `OPENAI_API_VERSION`.
  ///   - deployment: The deployment used when a connection names none.
  ///   - apiKey: A fixed key. `nil` reads `AZURE_OPENAI_API_KEY`, unless there is a token provider.
  ///   - tokenProvider: Asked for a Microsoft Entra token before each connection. Not together with `apiKey`.
  ///     It runs where its own isolation says, as `APIKey.provider` does.
  /// - Throws: `RealtimeConfigurationError` of kind `.invalidClient`, or `.invalidURL` for an endpoint that is none.
  public init(
    endpoint: String? = nil, baseURL: String? = nil, apiVersion: String? = nil, deployment: String? = nil,
    apiKey: String? = nil, tokenProvider: (@Sendable () async throws -> String)? = nil
  ) throws(RealtimeConfigurationError) {
    try self.init(
      location: (endpoint: endpoint, baseURL: baseURL), apiVersion: apiVersion, deployment: deployment,
      credential: (apiKey: apiKey, tokenProvider: tokenProvider), environment: ProcessEnvironment.value)
  }

  init(
    location: (endpoint: String?, baseURL: String?), apiVersion: String?, deployment: String?,
    credential: (apiKey: String?, tokenProvider: (@Sendable () async throws -> String)?),
    environment: ProcessEnvironment.Lookup
  ) throws(RealtimeConfigurationError) {
    guard let version = Self.given(apiVersion) ?? environment("OPENAI_API_VERSION") else {
      throw .invalidClient(
        """
        The OPENAI_API_VERSION environment variable is missing or empty; either provide it, or make the \
        AzureOpenAI client with an apiVersion argument.
        """
      )
    }
    self.apiVersion = version
    self.credential = try Self.credential(credential.apiKey, credential.tokenProvider, environment)
    baseURL = try Self.baseURL(endpoint: location.endpoint, baseURL: location.baseURL, environment)
    self.deployment = deployment
  }

  private static func credential(
    _ apiKey: String?, _ tokenProvider: (@Sendable () async throws -> String)?, _ environment: ProcessEnvironment.Lookup
  ) throws(RealtimeConfigurationError) -> Credential {
    switch (given(apiKey), tokenProvider) {
    case (nil, let provider?): return .tokenProvider(.provider(provider))
    case (_?, _?):
      throw .invalidClient(
        """
        The `apiKey` and `tokenProvider` arguments are mutually exclusive; only one can be passed at a time.
        """
      )
    case (let key, nil):
      if let key = key ?? environment("AZURE_OPENAI_API_KEY") { return .apiKey(Secret(key)) }
      throw .invalidClient(
        """
        Missing credentials. Please pass one of `apiKey` and `tokenProvider`, or set the \
        `AZURE_OPENAI_API_KEY` environment variable.
        """
      )
    }
  }

  private static func baseURL(
    endpoint: String?, baseURL: String?, _ environment: ProcessEnvironment.Lookup
  ) throws(RealtimeConfigurationError) -> String {
    switch (given(endpoint), given(baseURL)) {
    case (_?, _?): throw .invalidClient("baseURL and endpoint are mutually exclusive")
    case (nil, let base?): return base
    case (let endpoint?, nil): return try AzureEndpoint.baseURL(of: endpoint)
    case (nil, nil):
      if let base = environment("OPENAI_BASE_URL") { return base }
      if let endpoint = environment("AZURE_OPENAI_ENDPOINT") { return try AzureEndpoint.baseURL(of: endpoint) }
      throw .invalidClient(
        """
        Must provide one of the `baseURL` or `endpoint` arguments, or the `AZURE_OPENAI_ENDPOINT` environment \
        variable
        """
      )
    }
  }

  private static func given(_ argument: String?) -> String? { argument.flatMap { $0.isEmpty ? nil : $0 } }
}

extension RealtimeConfigurationError {
  static func invalidClient(_ message: String) -> RealtimeConfigurationError {
    RealtimeConfigurationError(.invalidClient, message)
  }
}
