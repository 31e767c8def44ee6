import Glibc
import Testing

@testable import RealtimeReactor

/// When a listener takes connections, as tables.
@Suite struct AcceptPacingTests {
  @Test func `one tick takes as many as its limit and no more`() {
    var pacing = AcceptPacing(maximumCountPerTick: 2)
    #expect(
      [1, 1, 1, 1, 2, 2, 2].map { pacing.mayAccept(in: $0) } == [true, true, false, false, true, true, false])
    var atLeastOne = AcceptPacing(maximumCountPerTick: 0)
    #expect([7, 7].map { atLeastOne.mayAccept(in: $0) } == [true, false])
  }

  @Test(arguments: [
    (EAGAIN, AcceptPacing.Action.endTurn), (ECONNABORTED, .goOn), (EINTR, .goOn), (EPROTO, .goOn),
    (EPERM, .goOn),
    (ENETDOWN, .goOn), (EMFILE, .hold(.failed(EMFILE))), (ENFILE, .hold(.failed(ENFILE))),
    (ENOBUFS, .hold(.failed(ENOBUFS))), (ENOMEM, .hold(.failed(ENOMEM))), (EBADF, .hold(.failed(EBADF))),
  ])
  func `what the kernel says decides what follows`(code: CInt, action: AcceptPacing.Action) {
    var pacing = AcceptPacing(maximumCountPerTick: 1)
    #expect(pacing.didFail(code, now: .zero) == action)
  }

  @Test func `from the ceiling on descriptors are kept for others`() {
    var pacing = AcceptPacing(maximumCountPerTick: 1)
    #expect(pacing.didAccept(99, ceiling: 100, now: .zero) == .goOn)
    #expect(pacing.didAccept(100, ceiling: 100, now: .zero) == .hold(.reserved))
    #expect(pacing.mayResume(lowestFree: 99, ceiling: 100))
    #expect(!pacing.mayResume(lowestFree: 100, ceiling: 100))
    #expect(!pacing.mayResume(lowestFree: nil, ceiling: 100))
  }

  @Test func `a shortage is told once in its interval`() {
    var pacing = AcceptPacing(maximumCountPerTick: 1)
    let interval = AcceptPacing.reportInterval
    #expect(pacing.didFail(EMFILE, now: .zero) == .hold(.failed(EMFILE)))
    #expect(pacing.didFail(EMFILE, now: .zero) == .hold(nil))
    #expect(pacing.didAccept(9, ceiling: 9, now: interval - .nanoseconds(1)) == .hold(nil))
    #expect(pacing.didAccept(9, ceiling: 9, now: interval) == .hold(.reserved))
    #expect(pacing.didFail(EMFILE, now: interval) == .hold(nil))
  }
}
