import RealtimeTelephony
import RealtimeTestRig
import Testing

@Suite struct PhoneGatewayTests {
  @Test func `calls are carried on all loops, and their figures are told over plain HTTP`() async throws {
    try await onThread {
      let rig = try GatewayRig()
      let loops = Locked<Set<ObjectIdentifier>>([])
      let gateway = try rig.open { call in
        loops.withLock { _ = $0.insert(ObjectIdentifier(call.loop)) }
        call.onStart { session in session.respond() }
      }
      var carriers: [ScriptedCarrier] = []
      for _ in 0..<8 {
        let carrier = try rig.carrier()
        carriers.append(carrier)
        carrier.onOpen = { carrier.start() }
        carrier.onMedia = { [unowned carrier] _ in if carrier.received.count == 4_000 { carrier.hangUp() } }
        carrier.onClose = {
          guard carriers.allSatisfy({ $0.close != nil }) else { return }
          rig.get("/figures") { response in
            let lines = String(decoding: response.body, as: UTF8.self).split(separator: "\n")
            #expect(lines.contains("phone_calls_ended_total 8") && lines.contains("phone_calls_left_total 8"))
            rig.finish()
          }
        }
      }
      try rig.run()
      #expect(gateway.figures.spokenMilliseconds == 4_000 && gateway.figures.openCallCount == 0)
      #expect(rig.ends.withLock { $0 } == Array(repeating: .callerLeft, count: 8))
      #expect(carriers.allSatisfy { $0.faults.isEmpty })
      #expect(!loops.withLock { $0 }.isEmpty)
    }
  }

  @Test(arguments: [
    (Duration.seconds(7), "7"), (.init(attoseconds: .min), "1"), (.zero, "1"), (.init(attoseconds: .max), "86400"),
  ])
  func `one call too many is told to come back, and so is whoever asks for its health`(
    _ wait: Duration, _ seconds: String
  ) async throws {
    try await onThread {
      let rig = try GatewayRig()
      rig.configuration.maximumCallCount = 1
      rig.configuration.retryAfter = wait
      let gateway = try rig.open()
      let first = try rig.carrier()
      var second: ScriptedCarrier?
      var statuses: [Int] = []
      rig.get("/health") { response in
        statuses.append(response.status)
        first.start()
      }
      var opened = false
      first.onOpen = {
        guard !opened else { return }
        opened = true
        second = try? rig.carrier()
        second?.onClose = {
          rig.get("/health") { response in
            statuses.append(response.status)
            first.hangUp()
          }
        }
      }
      first.onClose = { rig.finish() }
      try rig.run()
      #expect(statuses == [200, 503] || statuses == [503, 503])
      let refusal = second?.refusal
      #expect(refusal?.status == 503 && refusal?.headers["Retry-After"] == seconds)
      #expect(gateway.figures.refusedCallCount == 1 && gateway.figures.mostOpenCallCount == 1)
    }
  }

  @Test func `who is not the carrier gets no socket`() async throws {
    try await onThread {
      let rig = try GatewayRig()
      rig.configuration.verification = CarrierToken.telnyx("token")
      let gateway = try rig.open()
      let carriers = [try rig.carrier(), try rig.carrier(token: "other"), try rig.carrier(at: "/x", token: "token")]
      for carrier in carriers {
        carrier.onClose = { if carriers.allSatisfy({ $0.close != nil }) { rig.finish() } }
      }
      try rig.run()
      #expect(carriers.map { $0.refusal?.status } == [403, 403, 404])
      #expect(gateway.figures.unverifiedCount == 2 && gateway.figures.endedCallCount == 0)
    }
  }

  @Test func `a gateway that drains takes no call, lets those that are open go on, and ends the rest`() async throws {
    try await onThread {
      let rig = try GatewayRig()
      let gateway = try rig.open()
      let (stays, leaves) = (try rig.carrier(), try rig.carrier())
      stays.onOpen = { stays.start() }
      leaves.onOpen = { leaves.start() }
      let drained = Locked<Int?>(nil)
      var ticks = 0
      rig.loop.schedule(every: .milliseconds(10)) { _ in
        if ticks == 0, rig.model.server.sessionCount == 2 {
          ticks = 1
          Task {
            let count = await gateway.drain(deadline: .milliseconds(300))
            drained.withLock { $0 = count }
          }
          leaves.hangUp()
        }
        if drained.withLock({ $0 }) != nil { rig.finish() }
      }
      try rig.run()
      #expect(drained.withLock { $0 } == 1)
      #expect(stays.close?.code == .goingAway && leaves.close?.code == .normalClosure)
      #expect(Set(rig.ends.withLock { $0 }) == [.callerLeft, .gatewayClosed])
    }
  }

  @Test func `a gateway has drained when the model's connections have ended and all have heard of it`() async throws {
    try await onThread {
      let silent = SessionScript().at(.onReceiving("session.update"), .fallSilent)
      let rig = try GatewayRig { $0.plan = { _ in .serve(silent) } }
      rig.configuration.prepared = nil
      rig.configuration.plan = { [plan = rig.plan] _ in
        var plan = plan
        plan.options.webSocket.timeLimits.close = .milliseconds(300)
        return plan
      }
      let (begun, ended) = (Locked(0), Locked(0))
      let gateway = try rig.open { call in
        call.onStart { session in
          session.onConnection { event in
            switch event.kind {
            case .opened: begun.withLock { $0 += 1 }
            case .ended: ended.withLock { $0 += 1 }
            default: break
            }
          }
        }
      }
      let carrier = try rig.carrier()
      carrier.onOpen = { carrier.start() }
      let counted = Locked<[Int]?>(nil)
      var isAsked = false
      rig.loop.schedule(every: .milliseconds(10)) { _ in
        if !isAsked, begun.withLock({ $0 }) == 1 {
          isAsked = true
          Task {
            let cut = await gateway.drain(deadline: .zero)
            counted.withLock { $0 = [cut, ended.withLock { $0 }] }
          }
        }
        if counted.withLock({ $0 }) != nil { rig.finish() }
      }
      try rig.run()
      #expect(counted.withLock { $0 } == [1, 1])
    }
  }

  @Test func `while the last calls go on, whoever asks is told that no more are taken`() async throws {
    try await onThread {
      let rig = try GatewayRig()
      let gateway = try rig.open()
      let stays = try rig.carrier()
      var tooLate: ScriptedCarrier?
      var health: [String] = []
      let closedCount = Locked<Int?>(nil)
      stays.onOpen = {
        stays.start()
        Task {
          let count = await gateway.drain(deadline: .seconds(60))
          closedCount.withLock { $0 = count }
        }
        ask()
      }
      func ask() {
        rig.get("/health") { response in
          health.append("\(response.status) \(String(decoding: response.body, as: UTF8.self))")
          // The task that drains may not have begun yet.
          guard response.status == 503, tooLate == nil else { return ask() }
          tooLate = try? rig.carrier()
          tooLate?.onClose = { stays.hangUp() }
        }
      }
      rig.loop.schedule(every: .milliseconds(10)) { _ in
        if closedCount.withLock({ $0 }) != nil { rig.finish() }
      }
      try rig.run()
      #expect(health.last == "503 draining\n" && tooLate?.refusal?.status == 503)
      #expect(closedCount.withLock { $0 } == 0 && rig.ends.withLock { $0 } == [.callerLeft])
    }
  }

  @Test func `a carrier whose codec is gone when its socket opens is no call`() async throws {
    try await onThread {
      let rig = try GatewayRig()
      let isAsked = Locked(false)
      rig.configuration.codec = { _ in
        isAsked.withLock { asked in
          defer { asked = true }
          return asked ? nil : TwilioCodec()
        }
      }
      let gateway = try rig.open()
      let carrier = try rig.carrier()
      carrier.onClose = { rig.finish() }
      try rig.run()
      #expect(carrier.close?.code == .tryAgainLater)
      #expect(gateway.figures.openCallCount == 0 && gateway.figures.mostOpenCallCount == 0)
    }
  }

  @Test func `an answered call speaks over a connection that was ready`() async throws {
    try await onThread {
      let rig = try GatewayRig()
      rig.configuration.preparedConnections.count = 2
      _ = try rig.open { call in call.onStart { session in session.respond() } }
      let carrier = try rig.carrier()
      carrier.onMedia = { _ in carrier.hangUp() }
      carrier.onClose = { rig.finish() }
      var isStarted = false
      rig.loop.schedule(every: .milliseconds(10)) { _ in
        // Two for each loop.
        guard !isStarted, rig.model.server.counts.connections == 4, carrier.socket.readyState == .open else { return }
        isStarted = true
        carrier.start()
      }
      try rig.run()
      #expect(rig.model.server.counts.upgradeRequests == 1)
      #expect(rig.model.server.counts.connections <= 5, "the one that was taken is made up for")
    }
  }

  @Test func `a group that drains does not wait for connections that are only ready`() async throws {
    try await onThread {
      let rig = try GatewayRig()
      _ = try rig.open()
      var watch: LoopTimer?
      watch = rig.loop.schedule(every: .milliseconds(5)) { _ in
        guard rig.model.server.counts.connections == 2 else { return }
        watch?.cancel()
        rig.loop.stop()
      }
      rig.loop.run()
      #expect(try rig.group.drain(deadline: .seconds(10)) == 0)
      rig.loop.close()
    }
  }
}
