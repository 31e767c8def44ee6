/// What an identifier names; the raw value is its prefix.
package enum IdentifierKind: String, Sendable {
  case event
  case session = "sess"
  case conversation = "conv"
  case item
  case response = "resp"
  case call
  case request = "req"
  case remoteList = "mcpl"
  case remoteCall = "mcp"
  case approvalRequest = "mcpr"
  case segment = "seg"
  case clientSecret = "ek"
  case sipCall = "rtc"
  case webhook = "wh"
  case webhookEvent = "evt"
}

/// Where a session's identifiers come from. The core has no randomness of its own: tests count, servers draw.
package struct IdentifierSource {
  private let make: (IdentifierKind) -> String

  package init(_ make: @escaping (IdentifierKind) -> String) { self.make = make }

  package func next(_ kind: IdentifierKind) -> String { make(kind) }

  /// The service's form: the prefix and 21 letters and digits.
  package static func random() -> IdentifierSource {
    var generator = SystemRandomNumberGenerator()
    return IdentifierSource { kind in
      let characters = (0..<21).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
      return "\(kind.rawValue)_\(String(decoding: characters, as: UTF8.self))"
    }
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
}
