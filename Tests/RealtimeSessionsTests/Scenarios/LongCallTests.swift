import Foundation
import OpenAIRealtime
import RealtimeTestRig
import Testing

@testable import RealtimeSessions

/// A call of 70 minutes at 1:450, at least: more than two sessions' length, with a connection killed every few minutes.
@Suite struct LongCallTests {
  private static let seedCount = ProcessInfo.processInfo.environment["LONG_CALL_SEEDS"].flatMap(UInt64.init) ?? 10

  /// All calls at once: they wait for most of their time.
  @Test func `what the user says is all there, once, and the model's speech is whole`() async throws {
    try await withThrowingTaskGroup { group in
      for seed in 0..<Self.seedCount { group.addTask { try await onThread { try check(seed) } } }
      try await group.waitForAll()
    }
  }

  private func check(_ seed: UInt64) throws {
    let call = try LongCall(seed: seed, duration: .milliseconds(9_300))
    call.rig.run(call.session)
    #expect(call.rig.cause == .requested, "seed \(seed)")
    #expect(call.kills > 1 && call.seams.count > 1, "seed \(seed)")
    checkInput(call)
    checkSpeech(call)
    checkUsage(call)
  }

  /// Each session has one stretch of what was said. Where one takes over in peace the stretches overlap by the padding;
  /// where a connection was lost, the next begins with what was said after that was noticed, but for what is reported
  /// as dropped.
  private func checkInput(_ call: LongCall) {
    let spoken = call.spoken
    let stretches = stretches(of: call)
    var end = 0
    var seams = call.seams[...]
    for (index, stretch) in stretches.enumerated() {
      defer { end = stretch.upperBound }
      // Until the first connection was there as much was held as there is room for.
      if index == 0, stretch.lowerBound == call.firstDropped { continue }
      // A session that was lost before it heard anything leaves no stretch, but a seam.
      let seam = seams.first { $0.start(padding: Self.padding).contains(stretch.lowerBound) }
      guard let seam else {
        Issue.record("session \(index) begins at \(stretch.lowerBound), after \(end): \(Array(seams))")
        return
      }
      seams = seams.drop { $0.spokenCount != seam.spokenCount }.dropFirst()
      if seam.reason == .rolledOver { #expect(end <= seam.spokenCount, "nothing is said to both") }
      // One that took over and was lost at once has heard the overlap to its end, and nothing that was said after it.
      let hasOverlapAlone = seam.reason == .rolledOver && stretch.upperBound == seam.spokenCount
      #expect(stretch.upperBound > end || hasOverlapAlone, "it goes on, session \(index)")
    }
    #expect(end <= spoken.count && spoken.count - end < 96_000)
  }

  /// 300 ms of 24 kHz PCM16.
  private static let padding = 14_400

  private func stretches(of call: LongCall) -> [Range<Int>] {
    let spoken = Data(call.spoken)
    let count = call.rig.server.counts.openedSessions
    return (1...max(count, 1)).compactMap { number -> Range<Int>? in
      let heard = Data(call.rig.audio(number))
      guard !heard.isEmpty else { return nil }
      guard let range = spoken.range(of: heard) else {
        Issue.record("session \(number) heard \(heard.count) bytes that were not said like that")
        return nil
      }
      return range
    }
  }

  private func checkSpeech(_ call: LongCall) {
    #expect(call.outcomes.count == call.askedCount, "whoever asked was answered once")
    var completed = 0
    for case .completed(let response) in call.outcomes {
      let bytes = call.speech[response.id] ?? []
      let number = bytes.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      #expect(bytes == LongCall.answer(number), "\(response.id) has \(bytes.count) bytes")
      completed += 1
    }
    #expect(completed > 2)
  }

  /// A response whose end was under way when its connection was reset is not known to this side.
  private func checkUsage(_ call: LongCall) {
    let used = call.rig.reports.first?.usage.total.responseTokenCount ?? 0
    let sent = call.rig.sent("response.done")
      .compactMap { try? JSONValue.parse($0.json)["response"]?["usage"]?["total_tokens"]?.int }.reduce(0, +)
    #expect(used >= call.heardTokens && used <= sent)
    #expect(used > 0)
  }
}

extension LongCall.Seam {
  /// Where the next session's audio may begin.
  func start(padding: Int) -> ClosedRange<Int> {
    switch reason {
    case .rolledOver: max(spokenCount - padding, 0)...spokenCount
    case .reconnected: (spokenCount + droppedByteCount)...(spokenCount + droppedByteCount)
    }
  }
}
