import Foundation
import Testing

@testable import RealtimeReactor

@Suite struct UnhandledErrorLinesTests {
  @Test func `so many lines are written in an interval, and then how many were left out`() {
    var limit = ErrorLineLimit()
    let start = Duration.seconds(100)
    for _ in 0..<ErrorLineLimit.lineCount { #expect(limit.next(now: start) == .write(leftOutCount: 0)) }
    let last = start + ErrorLineLimit.interval - .nanoseconds(1)
    for now in [start, start, last] { #expect(limit.next(now: now) == .leaveOut) }
    #expect(limit.next(now: start + ErrorLineLimit.interval) == .write(leftOutCount: 3))
    #expect(limit.next(now: start + ErrorLineLimit.interval) == .write(leftOutCount: 0))
    #expect(limit.takeLeftOutCount() == 0)
  }

  @Test func `what was left out is told once`() {
    var limit = ErrorLineLimit()
    for _ in 0..<ErrorLineLimit.lineCount + 5 { _ = limit.next(now: .zero) }
    #expect(limit.takeLeftOutCount() == 5)
    #expect(limit.takeLeftOutCount() == 0)
    #expect(limit.next(now: .zero) == .leaveOut)
    #expect(limit.next(now: ErrorLineLimit.interval) == .write(leftOutCount: 1))
  }

  @Test(arguments: ["\n", "\r\n", "\u{2028}", "\u{85}"])
  func `an error is one line, whatever a peer has put into it`(lineEnd: String) async {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) { [lineEnd] in
      let loop = try EventLoop()
      loop.enqueueLocally {
        loop.reportUnhandled(ReactorError(code: .timedOut, operation: "test", message: "a\(lineEnd)b"))
      }
      loop.run()
      loop.close()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let breaks = text.unicodeScalars.filter { "\r\n\u{85}\u{2028}".unicodeScalars.contains($0) }
    #expect(breaks.count == 1 && text.hasSuffix("\n") && text.contains(" b"), "\(text.debugDescription)")
  }

  @Test func `a thousand errors are a few lines that add up`() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let loop = try EventLoop()
      loop.enqueueLocally {
        for _ in 0..<1000 {
          loop.reportUnhandled(ReactorError(code: .timedOut, operation: "test", message: "none"))
        }
      }
      loop.run()
      loop.close()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("unhandled error") }
    #expect(lines.count == ErrorLineLimit.lineCount + 1)
    #expect(lines.last == "unhandled errors: \(1000 - ErrorLineLimit.lineCount) more were left out")
  }
}
