import Testing

@testable import RealtimeTelephony

@Suite struct CallAdmissionTests {
  @Test func `as many calls are open as the limit allows`() {
    var admission = CallAdmission(limit: 2)
    #expect([admission.begin(), admission.begin(), admission.begin()] == [.admitted, .admitted, .full])
    #expect(admission.verdict == .full && admission.ask() == .full)
    #expect(admission.end(CallReport(.callerLeft)).isEmpty)
    #expect(admission.verdict == .admitted && admission.ask() == .admitted && admission.begin() == .admitted)
    #expect(admission.figures.mostOpenCallCount == 2 && admission.figures.refusedCallCount == 2)
  }

  @Test func `a limit is one at least`() {
    var admission = CallAdmission(limit: -3)
    #expect([admission.begin(), admission.begin()] == [.admitted, .full])
  }

  @Test func `who drains admits nobody, counts those that go on, and is told once when the last is over`() {
    var admission = CallAdmission(limit: 3)
    for _ in 0..<2 { _ = admission.begin() }
    #expect(admission.drain {}.isEmpty && admission.drain().isEmpty)
    #expect(admission.ask() == .draining && admission.begin() == .draining && admission.verdict == .draining)
    #expect(admission.end(CallReport(.callerLeft)).isEmpty)
    #expect(admission.end(CallReport(.gatewayClosed)).count == 1)
    #expect(admission.figures.openCallCount == 0 && admission.figures.closedCallCount == 1)
    #expect(admission.drain {}.count == 1 && admission.drain().isEmpty, "at once, where no call is open")
  }

  @Test func `who drains waits for connections that close, unless it takes too long`() {
    var admission = CallAdmission(limit: 3)
    for _ in 0..<2 {
      _ = admission.begin()
      admission.beginConnection()
    }
    #expect(admission.drain {}.isEmpty)
    #expect(admission.end(CallReport(.callerLeft)).isEmpty && admission.end(CallReport(.callerLeft)).isEmpty)
    #expect(admission.endConnection().isEmpty && admission.endConnection().count == 1)
    admission.beginConnection()
    #expect(admission.drain {}.isEmpty && admission.abandonConnections().count == 1)
    #expect(admission.endConnection().isEmpty && admission.drain {}.count == 1)
  }

  @Test func `each end counts for what it is`() {
    var admission = CallAdmission(limit: 100)
    let ends: [CallEnd] = [
      .callerLeft, .carrierLost(code: 1006), .neverStarted, .rejected, .hungUp, .transferred, .sessionEnded(.requested),
      .gatewayClosed,
    ]
    for end in ends {
      _ = admission.begin()
      _ = admission.end(CallReport(end))
    }
    let figures = admission.figures
    #expect(figures.endedCallCount == 8 && figures.leftCallCount == 1 && figures.hungUpCallCount == 2)
    #expect(figures.closedCallCount == 1 && figures.failedCallCount == 4)
    #expect(figures.text.split(separator: "\n").count == 17 && figures.text.contains("phone_calls_failed_total 4\n"))
  }
}
