/// What there is to tell of a call, from its socket to its end.
struct CallRecord {
  /// When the carrier's socket was there, by the loop's clock.
  let openTime: Duration
  /// How the carrier's stream began; `nil` before it has.
  private(set) var start: CarrierStart?
  private(set) var report = CallReport(.neverStarted)

  init(at openTime: Duration) { self.openTime = openTime }

  mutating func begin(_ start: CarrierStart, at now: Duration) {
    self.start = start
    (report.callID, report.streamID) = (start.callID, start.streamID)
    report.timeToStart = now - openTime
  }

  mutating func noteFault() { report.faultCount += 1 }
  mutating func noteInterruption() { report.interruptionCount += 1 }

  mutating func end(_ end: CallEnd, at now: Duration, keyCount: Int) {
    report.end = end
    report.keyCount = keyCount
    report.duration = now - openTime
  }

  /// What went through the call.
  ///
  /// - Parameters:
  ///   - pieceCount: Pieces of audio that came from the carrier.
  ///   - firstAudioTime: When the carrier was sent the first audio, by the loop's clock.
  mutating func note(
    _ heard: CallReport.CallerAudio, pieceCount: Int, _ spoken: CallReport.SpokenAudio, firstAudioTime: Duration?
  ) {
    report.heard = heard
    // Others were dropped, since what belongs after them had been passed on.
    report.heard.lateFrameCount += pieceCount - heard.frameCount
    report.spoken = spoken
    if let firstAudioTime, let timeToStart = report.timeToStart {
      report.timeToFirstAudio = firstAudioTime - openTime - timeToStart
    }
  }

  mutating func note(heardMilliseconds: Int, _ latency: [LatencyMeasure: LatencyHistogram]) {
    report.spoken.heardMilliseconds = heardMilliseconds
    report.latency = latency
  }

  mutating func note(_ usage: UsageLedger) { report.usage = usage }
}
