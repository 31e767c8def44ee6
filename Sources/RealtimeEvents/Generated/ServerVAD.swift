// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Turn detection by sound level.
public struct ServerVAD: Sendable, Hashable {
  /// Level, 0 to 1, above which sound counts as speech.
  public var threshold: Double?
  /// Milliseconds of audio kept from before the speech.
  public var prefixPaddingMs: Int?
  /// Milliseconds of silence that end a turn.
  public var silenceDurationMs: Int?
  /// Whether the end of a turn starts a response.
  public var createResponse: Bool?
  /// Whether speech interrupts a response.
  public var interruptResponse: Bool?
  /// Milliseconds of silence after a response until the model speaks again.
  public var idleTimeoutMs: Field<Int>

  /// Made of these members; one that is left out is absent.
  public init(
    threshold: Double? = nil,
    prefixPaddingMs: Int? = nil,
    silenceDurationMs: Int? = nil,
    createResponse: Bool? = nil,
    interruptResponse: Bool? = nil,
    idleTimeoutMs: Field<Int> = .absent
  ) {
    self.threshold = threshold
    self.prefixPaddingMs = prefixPaddingMs
    self.silenceDurationMs = silenceDurationMs
    self.createResponse = createResponse
    self.interruptResponse = interruptResponse
    self.idleTimeoutMs = idleTimeoutMs
  }
}

extension ServerVAD: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .threshold: members.read(into: &threshold)
      case .prefixPaddingMs: members.read(into: &prefixPaddingMs)
      case .silenceDurationMs: members.read(into: &silenceDurationMs)
      case .createResponse: members.read(into: &createResponse)
      case .interruptResponse: members.read(into: &interruptResponse)
      case .idleTimeoutMs: members.read(into: &idleTimeoutMs)
      default: break
      }
    }
  }
}

extension ServerVAD: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "server_vad")
    json.member("threshold", threshold)
    json.member("prefix_padding_ms", prefixPaddingMs)
    json.member("silence_duration_ms", silenceDurationMs)
    json.member("create_response", createResponse)
    json.member("interrupt_response", interruptResponse)
    json.member("idle_timeout_ms", idleTimeoutMs)
    json.endObject()
  }
}
