internal import RealtimeAudio
internal import RealtimeEvents

/// The parts of the assistant's audio in the order in which they came, which is the order of playing.
struct PlaybackQueue: Sendable {
  private let maximumPartCount: Int
  private(set) var parts: [PlaybackPart] = []
  /// Bytes of all parts that were ever handed over, and those of them that are no longer playing.
  private(set) var handedOverByteCount = 0
  private(set) var settledByteCount = 0
  private(set) var heardByteCount = 0
  private(set) var forgottenCount = 0
  /// What forgotten parts still had before them. They were the oldest, so it is played before all others.
  private var forgotten = (waiting: 0, playing: 0)
  /// Where the last audio came in, and the first part that is not finished.
  private var current = 0
  /// The id of its item and its position there as the service wrote them last, which most audio is compared with: it is
  /// the same again. Empty where that is not known.
  private var written = (itemID: [UInt8](), contentIndex: [UInt8]())
  private var front = 0

  init(maximumPartCount: Int) { self.maximumPartCount = max(maximumPartCount, 1) }

  var isUnplayed: Bool {
    forgotten.waiting + forgotten.playing > 0 || parts[front...].contains { $0.isUnplayed }
  }

  // MARK: Parts

  /// Takes audio for a part that is known.
  ///
  /// - Returns: whether it is known.
  /// - Parameter isHandedOver: whether it goes to whoever plays at once, as all audio before it did.
  @inline(__always)
  mutating func receive(
    _ byteCount: Int, of delta: borrowing ResponseOutputAudioDelta, isHandedOver: Bool = false
  ) -> Bool {
    guard isCurrent(delta) || find(delta) else { return false }
    if isHandedOver {
      handedOverByteCount += parts[current].receivePlayed(byteCount)
    } else {
      parts[current].receive(byteCount)
    }
    // A part that seemed finished goes on: whatever the service sends is counted.
    front = min(front, current)
    return true
  }

  @inline(__always)
  private func isCurrent(_ delta: borrowing ResponseOutputAudioDelta) -> Bool {
    delta.raw.writtenItemID.matches(written.itemID) && delta.raw.writtenContentIndex.matches(written.contentIndex)
      && current < parts.count && parts[current].isOfOpenConnection
  }

  private mutating func find(_ delta: borrowing ResponseOutputAudioDelta) -> Bool {
    let contentIndex = delta.contentIndex
    for index in parts.indices.reversed()
    where parts[index].contentIndex == contentIndex && parts[index].isOfOpenConnection
      && delta.itemIDUTF8.spells(parts[index].itemID)
    {
      current = index
      written = (delta.raw.writtenItemID.copied, delta.raw.writtenContentIndex.copied)
      return true
    }
    return false
  }

  mutating func append(_ part: PlaybackPart) {
    if parts.count >= maximumPartCount { forget() }
    parts.append(part)
    // Places have changed: the next audio looks for its own.
    written = ([], [])
  }

  /// Lets the oldest finished part go, the oldest of all if none is finished.
  private mutating func forget() {
    let index = parts.firstIndex { $0.isFinished } ?? 0
    let part = parts.remove(at: index)
    if !part.isFinished { forgottenCount += 1 }
    forgotten.waiting += part.waitingByteCount
    forgotten.playing += part.playingByteCount
    if index < front { front -= 1 }
  }

  mutating func change(where isMeant: (PlaybackPart) -> Bool, _ change: (inout PlaybackPart) -> Void) {
    for index in parts.indices where isMeant(parts[index]) { change(&parts[index]) }
  }

  // MARK: Playing

  mutating func handOver(_ byteCount: Int) {
    var rest = max(byteCount, 0)
    let old = min(rest, forgotten.waiting)
    forgotten.waiting -= old
    forgotten.playing += old
    handedOverByteCount += old
    rest -= old
    var index = front
    while rest > 0 && index < parts.count {
      let taken = parts[index].handOver(atMost: rest)
      handedOverByteCount += taken
      rest -= taken
      index += 1
    }
  }

  /// Drops the newest of what waits to be handed over.
  mutating func drop(_ byteCount: Int) {
    var rest = max(byteCount, 0)
    for index in parts.indices.reversed() where rest > 0 { rest -= parts[index].drop(atMost: rest) }
  }

  mutating func play(_ byteCount: Int) {
    var rest = max(byteCount, 0)
    let old = min(rest, forgotten.playing)
    forgotten.playing -= old
    settledByteCount += old
    heardByteCount += old
    rest -= old
    var index = front
    while rest > 0 && index < parts.count {
      let taken = parts[index].play(atMost: rest)
      settledByteCount += taken
      heardByteCount += taken
      rest -= taken
      index += 1
    }
    while front < parts.count && parts[front].isFinished { front += 1 }
  }

  /// Plays for so long.
  ///
  /// - Returns: how long there was something to play, to whole bytes; all of `duration` if it ran dry.
  mutating func play(for duration: Duration) -> Duration {
    var nanoseconds = duration.wholeNanoseconds
    while let index = playingIndex {
      let encoding = parts[index].encoding
      let playing = parts[index].playingByteCount
      let due = nanoseconds / 1_000 * encoding.bytesPerSecond / 1_000_000
      let byteCount = min(due, playing)
      play(byteCount)
      nanoseconds -= byteCount * 1_000_000_000 / encoding.bytesPerSecond
      if byteCount == due { return duration - .nanoseconds(nanoseconds) }
    }
    return duration
  }

  /// What is audible now and does not belong to a forgotten part.
  var playingPart: PlaybackPart? { playingIndex.map { parts[$0] } }

  // Not by a closure, which would be given a copy of each part.
  private var playingIndex: Int? {
    var index = front
    while index < parts.count {
      if parts[index].playingByteCount > 0 { return index }
      index += 1
    }
    return nil
  }

  /// Drops what is not played yet.
  mutating func clear() {
    forgotten = (0, 0)
    settledByteCount = handedOverByteCount
    for index in parts.indices { parts[index].clear() }
  }
}
