public import RealtimeJSON

/// How far the stream of a carrier has come, for a codec to keep, and what may be read while it is open.
public struct CarrierStream: Sendable, Hashable {
  private enum Stage { case awaited, open, ended }

  private var stage = Stage.awaited
  /// The carrier's id of it; empty before it has begun, and where a carrier has none.
  public private(set) var id = ""

  /// A stream that has not begun.
  public init() {}

  /// Whether it has begun and not ended.
  public var isOpen: Bool { stage == .open }
  /// Whether it has ended.
  public var hasEnded: Bool { stage == .ended }

  /// - Returns: `false` if it has begun before.
  public mutating func begin(_ id: String) -> Bool {
    guard stage == .awaited else { return false }
    stage = .open
    self.id = id
    return true
  }

  /// - Returns: `false` if it has ended before.
  public mutating func end() -> Bool {
    defer { stage = .ended }
    return stage != .ended
  }

  // MARK: What most carriers write alike

  /// Reads what most carriers write alike: the events `media`, `mark` and `dtmf` with an object of that name, `stop`
  /// and `connected`. Every other event is ignored.
  ///
  /// - Parameters:
  ///   - json: A message that ``CarrierJSON`` reads, whose `event` says what it is.
  ///   - event: What `decode` was given.
  public mutating func read(_ json: borrowing JSONView, _ event: (borrowing CarrierEvent) -> Void) {
    let name = json[.event]
    if name == "media" {
      readMedia(json[.media], event)
    } else if name == "mark" {
      readMark(json["mark"]["name"], event)
    } else if name == "dtmf" {
      readKey(json["dtmf"], event)
    } else if name == "stop" {
      event(end() ? .stopped : .ignored)
    } else if name == "connected" {
      event(.connected)
    } else {
      event(name.kind == .string ? .ignored : .fault(.malformed))
    }
  }

  /// Reads audio: an object with a `payload` of base64 and, where the carrier says them, `track`, `timestamp` and
  /// `chunk`.
  ///
  /// - Parameters:
  ///   - media: In a message that ``CarrierJSON`` reads.
  ///   - origin: The time-stamp that the stream began with, in milliseconds.
  ///   - event: What `decode` was given.
  public func readMedia(
    _ media: borrowing JSONView, since origin: Int = 0, _ event: (borrowing CarrierEvent) -> Void
  ) {
    guard isOpen else { return event(.fault(.outsideStream)) }
    // The other track is what we have sent.
    if media[.track] == "outbound" { return event(.ignored) }
    let position = media[.timestamp].carrierNumber.flatMap { $0 < origin ? nil : $0 - origin }
    let number = media[.chunk].carrierNumber
    let isRead = media[.payload].withBase64 { base64 in
      event(base64.isEmpty ? .ignored : .audio(CarrierAudio(base64: base64, position: position, number: number)))
    }
    if !isRead { event(.fault(.malformed)) }
  }

  /// Reads a key: an object with a `digit` of one character, which may be a number, and, where the carrier says it, a
  /// `duration`.
  public func readKey(_ dtmf: borrowing JSONView, _ event: (borrowing CarrierEvent) -> Void) {
    guard isOpen else { return event(.fault(.outsideStream)) }
    let digit = dtmf["digit"]
    guard let text = digit.string ?? digit.carrierNumber.map(String.init), text.utf8.count == 1,
      let character = text.first,
      let key = CarrierDTMF(character, duration: dtmf["duration"].carrierNumber)
    else { return event(.fault(.malformed)) }
    event(.dtmf(key))
  }

  /// Reads the name of a mark that has been played.
  public func readMark(_ name: borrowing JSONView, _ event: (borrowing CarrierEvent) -> Void) {
    guard isOpen else { return event(.fault(.outsideStream)) }
    guard let name = name.carrierText else { return event(.fault(.malformed)) }
    event(.played(mark: name))
  }
}
