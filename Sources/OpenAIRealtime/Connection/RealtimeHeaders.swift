/// How a connection authenticates.
enum RealtimeCredential: Sendable {
  /// `Authorization: Bearer …`
  case bearer(Secret)
  /// Azure's `api-key: …`
  case apiKey(Secret)
}

/// The request headers of a connection: the caller's, then ours over them. openai-node rules H1 to H4.
enum RealtimeHeaders {
  typealias Header = (name: String, value: String)

  /// A header of ours replaces every header of the caller with the same name in any letter case. Nothing else of
  /// the client is sent: no organisation, project or user agent, and no subprotocol.
  static func compose(
    caller: [Header],
    credential: RealtimeCredential,
    api: RealtimeAPI
  ) throws(RealtimeConfigurationError) -> [Header] {
    var headers = caller
    switch credential {
    case .bearer(let secret): set("Authorization", to: "Bearer \(secret.value)", in: &headers)
    case .apiKey(let secret): set("api-key", to: secret.value, in: &headers)
    }
    switch api {
    case .ga: break
    case .beta: set("OpenAI-Beta", to: "realtime=v1", in: &headers)
    }
    for header in headers { try check(header) }
    return headers
  }

  private static func set(_ name: String, to value: String, in headers: inout [Header]) {
    let lower = name.lowercased()
    headers.removeAll { $0.name.lowercased() == lower }
    headers.append((name, value))
  }

  /// Refuses what would end the line early or is no header name (RFC 9110 §5.1, §5.5). The value is not quoted:
  /// it may be the key.
  private static func check(_ header: Header) throws(RealtimeConfigurationError) {
    guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenByte) else {
      throw RealtimeConfigurationError(
        .invalidHeader,
        "A header name is empty or has a character that is not allowed in one."
      )
    }
    guard header.value.utf8.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }) else {
      throw RealtimeConfigurationError(
        .invalidHeader,
        "The value of the header `\(header.name)` has a line break or another control character: remove it."
      )
    }
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
