internal import OpenAIRealtime
internal import RealtimeAudio

/// Audio of the user that waits for a session, and where it was committed.
struct HeldInput: Sendable {
  private struct Commit: Sendable {
    let event: ClientEvent
    /// How many bytes of the held audio are before it.
    var offset: Int
  }

  private(set) var audio: HeldAudio
  private var commits: [Commit] = []

  init(encoding: AudioEncoding, maximumMilliseconds: Int) {
    audio = HeldAudio(encoding: encoding, maximumMilliseconds: maximumMilliseconds)
  }

  /// The service commits no less, and says that the buffer is too small.
  static let minimumCommitMilliseconds = 100

  private var committedByteCount: Int { commits.last?.offset ?? 0 }

  /// - Returns: how many commits lost their audio to what is newer.
  mutating func append(_ bytes: RawSpan) -> Int {
    let before = audio.droppedByteCount
    audio.append(bytes)
    let shift = audio.droppedByteCount - before
    return commits.isEmpty || shift == 0 ? 0 : moveCommits(by: shift)
  }

  private mutating func moveCommits(by shift: Int) -> Int {
    let count = commits.count
    for index in commits.indices { commits[index].offset -= shift }
    // Only the first can lose audio: what follows another commit goes after it.
    while let first = commits.first, !isEnough(first.offset) { commits.removeFirst() }
    return count - commits.count
  }

  /// - Returns: whether there is enough audio to commit.
  mutating func commit(_ event: ClientEvent) -> Bool {
    guard isEnough(audio.byteCount - committedByteCount) else { return false }
    commits.append(Commit(event: event, offset: audio.byteCount))
    return true
  }

  private func isEnough(_ byteCount: Int) -> Bool {
    audio.encoding.milliseconds(inByteCount: byteCount) >= Self.minimumCommitMilliseconds
  }

  /// Empties the buffer: what was committed is in it no more.
  mutating func clear() { audio.removeLast(audio.byteCount - committedByteCount) }

  /// Gives audio and commits in their order, and keeps what was not taken.
  ///
  /// - Returns: whether all was taken.
  mutating func drain(audio give: (RawSpan) -> Bool, event: (ClientEvent) -> Bool) -> Bool {
    while let commit = commits.first {
      let before = audio.byteCount
      let isTaken = audio.drain(atMost: commit.offset, give)
      let count = before - audio.byteCount
      for index in commits.indices { commits[index].offset -= count }
      guard isTaken, event(commit.event) else { return false }
      commits.removeFirst()
    }
    return audio.drain(give)
  }
}
