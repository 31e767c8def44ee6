public import RealtimeAudio
public import RealtimeEvents

/// What is in the service's input buffer, whether the user speaks, and whether the last turn was answered.
///
/// ```swift
/// var meter = InputMeter()
/// rt.on(.event) { event in meter.receive(event) }
/// rt.appendAudio(pcm)
/// meter.append(pcm.count)
/// if meter.canCommit {
///   rt.send(.inputAudioBufferCommit())
///   meter.sent(.inputAudioBufferCommit())
/// }
/// ```
///
/// A value, with no clock and no connection.
public struct InputMeter: Sendable {
  /// The shortest audio that the service commits; for less it answers `input_audio_buffer_commit_empty`.
  public static let minimumCommit: Duration = .milliseconds(100)
  /// The most audio in one append: 15 MiB of base64, in whole samples.
  public static let maximumAppendByteCount = (15 << 20) / 4 * 3

  /// The session's input encoding. `session.created` and `session.updated` set it.
  public var encoding: AudioEncoding
  /// Bytes in the buffer: appended, and neither committed nor cleared.
  public private(set) var uncommittedByteCount = 0
  /// How often the service went on by itself because nobody spoke (`idle_timeout_ms`). It counts from the end of the
  /// last response and of its audio's duration, and makes the silence a turn of its own.
  public private(set) var idleTimeoutCount = 0
  private var turn = UserTurn.answered
  /// Audio of the connection so far, and where in it the last speech ended.
  private var position = (appendedByteCount: 0, speechEndByteCount: 0)
  /// Own commits and clears whose answer is still to come: what was appended since is not part of them.
  private var unanswered = (commits: 0, clears: 0)
  /// Turns without their words, in a session that only transcribes; `nil` in any other.
  private var untranscribedCount: Int?

  /// - Parameter encoding: The session's input encoding, until the service says which it is.
  public init(encoding: AudioEncoding = .pcm16) { self.encoding = encoding }

  // MARK: The buffer

  /// Whether there is audio in the buffer. With turn detection there always is, until the user speaks.
  public var hasUncommittedAudio: Bool { uncommittedByteCount > 0 }
  /// Whether the service would take a commit now. With turn detection nobody needs to send one.
  public var canCommit: Bool { uncommittedByteCount >= minimumCommitByteCount }

  private var minimumCommitByteCount: Int {
    encoding.bytesPerMillisecond * (Self.minimumCommit.wholeNanoseconds / 1_000_000)
  }

  /// Audio is appended to the buffer.
  public mutating func append(_ byteCount: Int) {
    let byteCount = max(byteCount, 0)
    uncommittedByteCount &+= byteCount
    position.appendedByteCount &+= byteCount
  }

  /// The ranges in which audio is to be appended, each within the limit of an event. Audio of a conversation is
  /// appended as it comes, 20 to 100 ms at a time, and is one range.
  public static func appendRanges(ofByteCount byteCount: Int) -> some Sequence<Range<Int>> {
    stride(from: 0, to: byteCount, by: maximumAppendByteCount).lazy
      .map { $0..<min($0 + maximumAppendByteCount, byteCount) }
  }

  // MARK: The user

  /// Whether the user speaks, by the service's turn detection.
  public var isUserSpeaking: Bool { turn == .speaking }
  /// Whether the user waits for nothing: the response to the last turn has ended, or there was no turn. In a session
  /// that only transcribes, whether the words of all turns are there.
  public var isTurnAnswered: Bool { turn == .answered }

  // MARK: Events

  /// Takes what this side sends.
  public mutating func sent(_ event: ClientEvent) {
    switch event {
    case .inputAudioBufferAppend(let audio, _): append(audio.count)
    case .inputAudioBufferCommit:
      unanswered.commits += 1
      uncommittedByteCount = 0
      turn.commit()
    case .inputAudioBufferClear:
      unanswered.clears += 1
      empty()
    default: break
    }
  }

  /// Takes what the service says.
  public mutating func receive(_ event: borrowing ServerEvent) {
    let event = copy event
    switch event.kind {
    case .inputAudioBufferSpeechStarted: turn = .speaking
    case .inputAudioBufferSpeechStopped:
      stopSpeech(at: InputAudioBufferSpeechStopped(event).audioEndMs)
      turn = .waiting
    case .inputAudioBufferTimeoutTriggered:
      idleTimeoutCount += 1
      stopSpeech(at: InputAudioBufferTimeoutTriggered(event).audioEndMs)
      turn = .waiting
    case .inputAudioBufferCommitted: committed()
    case .inputAudioBufferCleared:
      if unanswered.clears > 0 { unanswered.clears -= 1 } else { empty() }
    case .responseCreated where !event.isOutsideConversation: turn.begin(event.responseID)
    case .responseDone: turn.end(event.responseID)
    case .error:
      guard ErrorEvent(event).error.code == "input_audio_buffer_commit_empty" else { return }
      unanswered.commits = max(unanswered.commits - 1, 0)
    case .conversationItemInputAudioTranscriptionCompleted, .conversationItemInputAudioTranscriptionFailed:
      transcribed()
    case .sessionCreated, .sessionUpdated: if let facts = SessionFacts(event) { follow(facts) }
    default: break
    }
  }

  mutating func follow(_ facts: SessionFacts) {
    encoding = facts.inputEncoding ?? encoding
    if facts.isTranscription { untranscribedCount = untranscribedCount ?? 0 } else { untranscribedCount = nil }
  }

  private mutating func transcribed() {
    guard let count = untranscribedCount else { return }
    untranscribedCount = max(count - 1, 0)
    if count <= 1 { turn.answer() }
  }

  /// The connection is gone, and with it the buffer and the state of turn detection. A turn that was waiting for its
  /// response waits on: the next connection may ask for it.
  public mutating func connectionEnded() {
    uncommittedByteCount = 0
    position = (0, 0)
    unanswered = (0, 0)
    turn.loseConnection()
    // What was to be transcribed is gone with its audio.
    if untranscribedCount != nil { turn.answer() }
    untranscribedCount = nil
  }

  private mutating func stopSpeech(at milliseconds: Int?) {
    guard let milliseconds else { return }
    let (byteCount, isTooLarge) = max(milliseconds, 0)
      .multipliedReportingOverflow(by: encoding.bytesPerMillisecond)
    position.speechEndByteCount = isTooLarge ? position.appendedByteCount : byteCount
  }

  /// A commit of turn detection takes what was said; what came after the end of the speech stays.
  private mutating func committed() {
    if let count = untranscribedCount { untranscribedCount = count &+ 1 }
    if unanswered.commits > 0 { return unanswered.commits -= 1 }
    turn.commit()
    let rest = max(position.appendedByteCount &- position.speechEndByteCount, 0)
    uncommittedByteCount = position.speechEndByteCount == 0 ? 0 : min(uncommittedByteCount, rest)
  }

  private mutating func empty() {
    uncommittedByteCount = 0
    turn.clear()
  }
}
