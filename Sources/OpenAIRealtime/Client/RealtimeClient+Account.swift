internal import RealtimeBuffers

extension RealtimeClient {
  /// Tells accounts apart without their keys: a hash with a seed that each run of the process draws anew. `nil` where a
  /// function gives the key, which may be another one each time.
  package var accountFingerprint: Int? {
    switch self {
    case let client as OpenAI: client.apiKey?.fingerprint
    case let client as AzureOpenAI: client.credential.fingerprint
    default: nil
    }
  }
}

extension APIKey {
  fileprivate var fingerprint: Int? { if case .fixed(let secret) = source { secret.hashValue } else { nil } }
}

extension AzureOpenAI.Credential {
  fileprivate var fingerprint: Int? {
    switch self {
    case .apiKey(let secret): secret.hashValue
    case .tokenProvider(let key): key.fingerprint
    }
  }
}
