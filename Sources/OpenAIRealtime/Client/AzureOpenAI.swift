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
  ///     endpoint copied with the path of the Realtime API is understood: `/openai/v1`, `/openai/realtime`,
  ///     `/openai/deployments/<name>`, and in its query `api-version` and `deployment`, which then need no
  ///     argument of their own and must not contradict one. Another path after `/openai`, and any other
  ///     parameter, is an error.
  ///   - baseURL: The base URL as it is, its query apart: in GA it is not sent, as in openai-node. When it
  ///     and `endpoint` are `nil`, `OPENAI_BASE_URL` is read first.
  ///   - apiVersion: Such as `2024-10-01-preview`. `nil` takes that of the endpoint, or reads
  ///     `OPENAI_API_VERSION`.
  ///   - deployment: The deployment used when a connection names none. `nil` takes that of the endpoint.
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
    let place = Result { () throws(RealtimeConfigurationError) in
      try Self.place(endpoint: location.endpoint, baseURL: location.baseURL, environment)
    }
    let named = try? place.get()
    let agreed = try AzureEndpoint.agreed(Self.given(apiVersion), named?.apiVersion, "API versions")
    guard let version = agreed ?? environment("OPENAI_API_VERSION") else {
      throw .invalidClient(
        """
        The OPENAI_API_VERSION environment variable is missing or empty; either provide it, or make the \
        AzureOpenAI client with an apiVersion argument.
        """
      )
    }
    self.apiVersion = version
    self.credential = try Self.credential(credential.apiKey, credential.tokenProvider, environment)
    baseURL = try place.get().baseURL
    self.deployment = try AzureEndpoint.agreed(deployment, named?.deployment, "deployments")
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

  private typealias Place = (baseURL: String, apiVersion: String?, deployment: String?)

  private static func place(
    endpoint: String?, baseURL: String?, _ environment: ProcessEnvironment.Lookup
  ) throws(RealtimeConfigurationError) -> Place {
    switch (given(endpoint), given(baseURL)) {
    case (_?, _?): throw .invalidClient("baseURL and endpoint are mutually exclusive")
    case (nil, let base?): return (base, nil, nil)
    case (let endpoint?, nil): return try place(of: AzureEndpoint(endpoint))
    case (nil, nil):
      if let base = environment("OPENAI_BASE_URL") { return (base, nil, nil) }
      if let endpoint = environment("AZURE_OPENAI_ENDPOINT") { return try place(of: AzureEndpoint(endpoint)) }
      throw .invalidClient(
        """
        Must provide one of the `baseURL` or `endpoint` arguments, or the `AZURE_OPENAI_ENDPOINT` environment \
        variable
        """
      )
    }
  }

  /// openai-node rule U9, which appends `/openai` to whatever the endpoint is.
  private static func place(of endpoint: AzureEndpoint) -> Place {
    (endpoint.baseURL, endpoint.apiVersion, endpoint.deployment)
  }

  private static func given(_ argument: String?) -> String? { argument.flatMap { $0.isEmpty ? nil : $0 } }
}

extension RealtimeConfigurationError {
  static func invalidClient(_ message: String) -> RealtimeConfigurationError {
    RealtimeConfigurationError(.invalidClient, message)
  }
}
