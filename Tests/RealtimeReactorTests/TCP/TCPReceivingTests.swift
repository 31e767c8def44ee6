import Testing

@testable import RealtimeReactor

/// Whether a connection reads, without one.
@Suite struct TCPReceivingTests {
  private var reading: TCPReceiving {
    var receiving = TCPReceiving()
    #expect(receiving.start() == true)
    receiving.didStart()
    return receiving
  }

  @Test func `pausing and resuming are news once each`() {
    var receiving = reading
    #expect(receiving.pause() == true)
    #expect(receiving.pause() == false)
    #expect(receiving.stop() == true)
    #expect(receiving.stop() == false)
    #expect(receiving.start() == false)
    #expect(receiving.resume() == true)
    #expect(receiving.resume() == false)
    #expect(receiving.start() == true)
  }

  @Test func `a stop while the owner is asked for memory waits for the read`() {
    var receiving = reading
    receiving.beginLending()
    #expect(receiving.stop() == false)
    #expect(receiving.endLending(byOwner: true) == false)
    #expect(receiving.takePutOff() == .stop)
    #expect(receiving.stop() == true)
  }

  @Test func `a stop that is taken back while the owner is asked for memory is none`() {
    var receiving = reading
    receiving.beginLending()
    #expect(receiving.stop() == false)
    #expect(receiving.start() == false)
    #expect(receiving.endLending(byOwner: false) == true)
    #expect(receiving.isIntoOwnerMemory == false)
    #expect(receiving.takePutOff() == .nothing)
  }

  @Test func `a close while the owner is asked for memory waits for the read, whatever else was put off`() {
    var receiving = reading
    receiving.beginLending()
    #expect(receiving.stop() == false)
    #expect(receiving.close(.reset) == false)
    #expect(receiving.close(.normal) == false)
    #expect(receiving.endLending(byOwner: true) == false)
    #expect(receiving.takePutOff() == .close(.reset))
    #expect(receiving.close(.reset) == true)
  }

  @Test func `after the peer's end nothing is read again`() {
    var receiving = reading
    #expect(receiving.end() == true)
    #expect(receiving.hasEnded == true)
    #expect(receiving.start() == false)
    #expect(receiving.stop() == false)
    #expect(receiving.close(.normal) == true)
    #expect(receiving.hasEnded == true)
  }

  @Test func `a tick's share ends at the limit, and begins anew with the next tick`() {
    var receiving = reading
    #expect(receiving.hasHadShare(99, of: 100, in: 1) == false)
    #expect(receiving.hasHadShare(1, of: 100, in: 1) == true)
    #expect(receiving.hasHadShare(99, of: 100, in: 2) == false)
    #expect(receiving.hasHadShare(2, of: 100, in: 2) == true)
  }
}
