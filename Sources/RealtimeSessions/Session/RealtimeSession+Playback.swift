extension RealtimeSession {
  /// What is to be played and what was heard of it, for whoever plays: a ``PlaybackLedger`` to read, and to be told
  /// what happens.
  ///
  /// ```swift
  /// func play(_ session: RealtimeSession) {
  ///   session.on(.responseOutputAudioDelta) { event in
  ///     speaker.write(event.audio)
  ///     session.playback.handOver(event.audioByteCount)
  ///   }
  /// }
  /// ```
  ///
  /// It holds nothing but its session. Loop-bound, as that is.
  @dynamicMemberLookup
  public struct Playback {
    private let session: RealtimeSession

    init(_ session: RealtimeSession) { self.session = session }

    /// How things are now.
    public var ledger: PlaybackLedger { session.playbackLedger }

    /// What the ledger knows: `markName`, `isUnplayed`, `unplayedMilliseconds` and so on.
    public subscript<Value>(dynamicMember path: KeyPath<PlaybackLedger, Value>) -> Value { ledger[keyPath: path] }

    /// Audio was handed to whatever plays it. Not with the source `clock`, which takes all audio for handed over as it
    /// comes.
    ///
    /// - Parameter byteCount: Bytes in the session's output encoding, in the order in which they came.
    public func handOver(_ byteCount: Int) { session.handOver(byteCount) }

    /// So many of the bytes that came last and were not handed over will not be played at all.
    public func dropped(_ byteCount: Int) { session.dropped(byteCount) }

    /// The device has played so many bytes more.
    ///
    /// - Parameters:
    ///   - byteCount: Bytes in the session's output encoding.
    ///   - generation: The ledger's `generation` in which they were handed over, for a device that reports from another
    ///     thread: a report that crosses an interruption is dropped.
    public func played(_ byteCount: Int, of generation: Int? = nil) { session.play(byteCount, of: generation) }

    /// A mark of `markName` came back: everything before it was played.
    public func returnMark(_ name: String) { session.returnMark(name) }
  }

  /// What is to be played and what was heard of it.
  public var playback: Playback {
    loop.preconditionOnLoop("RealtimeSession.playback")
    return Playback(self)
  }
}

@available(*, unavailable, message: "a session's playback stays on the loop of its session")
extension RealtimeSession.Playback: Sendable {}
