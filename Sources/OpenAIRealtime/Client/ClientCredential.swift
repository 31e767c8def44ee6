internal import RealtimeBuffers
internal import WebSocketTransport

/// What a client proves itself with, and how a request carries that.
struct ClientCredential: Sendable {
  let key: APIKey
  private let carried: @Sendable (Secret) -> RealtimeCredential

  /// openai-node rule K2.
  init(_ client: OpenAI) throws(RealtimeConfigurationError) {
    key = try client.requiredKey()
    carried = { .bearer($0) }
  }

  /// That there is a credential, openai-node rule K5, the client has seen to.
  init(_ client: AzureOpenAI) {
    switch client.credential {
    case .apiKey(let secret):
      key = .static(secret.value)
      carried = { .apiKey($0) }
    case .tokenProvider(let provider):
      key = provider
      carried = { .bearer($0) }
    }
  }

  func presenting(_ secret: Secret) -> RealtimeCredential { carried(secret) }
}
