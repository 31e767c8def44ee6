// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A transcription billed by time.
public struct TranscriptionDurationUsage: Sendable, Hashable {
  /// Seconds of audio.
  public var seconds: Double?

  /// Made of these members; one that is left out is absent.
  public init(seconds: Double? = nil) {
    self.seconds = seconds
  }
}

extension TranscriptionDurationUsage: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .seconds: members.read(into: &seconds)
      default: break
      }
    }
  }
}
