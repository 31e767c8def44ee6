import RealtimeTestSupport
import Testing

/// Each fixture of each event in a frame of its own, cut at every place.
@Suite struct EventSplitTests {
  @Test(arguments: EventFixture.all)
  func `every event of the protocol comes whole from every split`(of fixture: EventFixture) {
    let event = Array(fixture.json.utf8)
    let frame = EverySplitTests.framed([event])
    let receiver = TurnReceiver()
    // The service's own error event is also told as an error.
    let errorCount = fixture.name.hasPrefix("error ") ? 1 : 0
    for split in LongWalk.places(through: frame.count) {
      receiver.forget()
      receiver.receive(frame[..<split])
      receiver.receive(frame[split...])
      guard receiver.hasReceived([event], errorCount: errorCount) else {
        Issue.record("split at \(split) of \(frame.count): \(receiver.summary)")
        return
      }
    }
  }
}
