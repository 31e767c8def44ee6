import Testing

@testable import RealtimeTelephony

@Suite struct CallAdmissionTests {
  @Test func `as many calls are open as the limit allows`() {
    var admission = CallAdmission(limit: 2)
    #expect([admission.begin(), admission.begin(), admission.begin()] == [.admitted, .admitted, .full])
    #expect(!admission.isOpen && admission.ask() == .full)
    admission.end(CallReport(.callerLeft))
    #expect(admission.isOpen && admission.ask() == .admitted && admission.begin() == .admitted)
    #expect(admission.figures.mostOpenCallCount == 2 && admission.figures.refusedCallCount == 2)
  }

  @Test func `a limit is one at least`() {
    var admission = CallAdmission(limit: -3)
    #expect([admission.begin(), admission.begin()] == [.admitted, .full])
  }

  @Test func `who drains admits nobody, and counts those that go on`() {
    var admission = CallAdmission(limit: 2)
    _ = admission.begin()
    admission.drain()
    #expect(admission.ask() == .draining && admission.begin() == .draining && !admission.isOpen)
    admission.end(CallReport(.gatewayClosed))
    #expect(admission.figures.openCallCount == 0 && admission.figures.closedCallCount == 1)
  }

  @Test func `each end counts for what it is`() {
    var admission = CallAdmission(limit: 100)
    let ends: [CallEnd] = [
      .callerLeft, .carrierLost(code: 1006), .neverStarted, .rejected, .hungUp, .transferred, .sessionEnded(.requested),
      .gatewayClosed,
    ]
    for end in ends {
      _ = admission.begin()
      admission.end(CallReport(end))
    }
    let figures = admission.figures
    #expect(figures.endedCallCount == 8 && figures.leftCallCount == 1 && figures.hungUpCallCount == 2)
    #expect(figures.closedCallCount == 1 && figures.failedCallCount == 4)
    #expect(figures.text.split(separator: "\n").count == 17 && figures.text.contains("phone_calls_failed_total 4\n"))
  }
}
