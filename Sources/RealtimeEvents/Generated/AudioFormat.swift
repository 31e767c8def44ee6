// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Encoding of the audio of one direction.
public struct AudioFormat: Sendable, Hashable {
  /// The encoding; PCM is 16-bit little-endian mono.
  public var type: AudioFormatType
  /// Samples per second; PCM is 24000, G.711 is 8000 and does not say so.
  public var rate: Int?

  /// Made of these members; one that is left out is absent.
  public init(type: AudioFormatType, rate: Int? = nil) {
    self.type = type
    self.rate = rate
  }
}

extension AudioFormat: JSONReadable {
  static var missing: Self { Self(type: .missing) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(type: .missing)
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .type: members.read(into: &type)
      case .rate: members.read(into: &rate)
      default: break
      }
    }
  }
}

extension AudioFormat: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", type)
    json.member("rate", rate)
    json.endObject()
  }
}
