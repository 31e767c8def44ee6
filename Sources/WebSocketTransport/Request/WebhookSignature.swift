internal import RealtimeBuffers
internal import RealtimeTLS

/// How a webhook proves who sent it, and when (Standard Webhooks, symmetric signatures of version 1). A value; it knows
/// neither the time nor sockets. Prints without the key.
package struct WebhookSignature: Sendable, CustomStringConvertible, CustomReflectable {
  private static let version = "v1,"

  private let key: [UInt8]

  package init(key: [UInt8]) { self.key = key }

  /// What stands in `webhook-signature` for a message; `nil` only where OpenSSL has no memory for it.
  ///
  /// - Parameters:
  ///   - id: `webhook-id`.
  ///   - timestamp: `webhook-timestamp`, as it is sent.
  ///   - body: the bytes of the body, as they are sent.
  package func text(id: String, timestamp: String, body: [UInt8]) -> String? {
    let message = Array("\(id).\(timestamp).".utf8) + body
    return HMAC.code(of: message, key: key, using: .sha256).map { Self.version + Base64.string(from: $0) }
  }

  /// Whether one of the signatures in `list` is that of a message. Spaces are between them; each has its version in
  /// front, or nothing. All are compared, each in the same time.
  package func isSigned(id: String, timestamp: String, body: [UInt8], by list: String) -> Bool {
    guard let expected = text(id: id, timestamp: timestamp, body: body) else { return false }
    let code = Array(expected.utf8.dropFirst(Self.version.utf8.count))
    return list.split(separator: " ").reduce(false) { isFound, signature in
      let value = signature.hasPrefix(Self.version) ? signature.dropFirst(Self.version.count) : signature
      return HMAC.areEqual(Array(value.utf8), code) || isFound
    }
  }

  package var description: String { Secret.mask }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
