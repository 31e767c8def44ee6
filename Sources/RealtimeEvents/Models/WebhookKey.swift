internal import RealtimeBuffers
internal import RealtimeJSON

/// The key that the secret of a webhook stands for.
package enum WebhookKey {
  /// After `whsec_` the key is base64; any other text is the key itself. `nil` for an empty key, or what is no base64.
  package static func bytes(of secret: String) -> [UInt8]? {
    let prefix = "whsec_"
    let key = secret.hasPrefix(prefix) ? Base64.bytes(from: String(secret.dropFirst(prefix.count))) : Array(secret.utf8)
    return key?.isEmpty == true ? nil : key
  }
}
