import RealtimeJSON
import RealtimeTestRig
import Testing
import WebSocketTransport

@testable import RealtimeLocalServer

/// Any number can be set anywhere, and none traps: what cannot be worked with is taken for the nearest that can.
@Suite struct ExtremeSettingsTests {
  private static let integers = [Int.min, -1, 0, 1, Int.max]
  private static let durations: [Duration] = [
    .init(attoseconds: .min), .seconds(-1), .zero, .nanoseconds(1), .seconds(Int64.max),
    .init(attoseconds: .max),
  ]

  private static var counts: [WritableKeyPath<LocalSessionLimits, Int>] {
    [
      \.maximumAppendByteCount, \.maximumInputAudioByteCount, \.maximumItemCount,
      \.maximumConversationAudioByteCount, \.maximumConversationTextByteCount, \.maximumQueuedEventCount,
      \.maximumActiveResponseCount, \.maximumReplyAudioByteCount,
    ]
  }

  /// Everything that a limit is asked about.
  private func exercise(_ limits: LocalSessionLimits) {
    var driver = SessionDriver(limits: limits)
    _ = driver.drain()
    _ = driver.say("hello")
    _ = driver.append(Sound.tone(milliseconds: 200))
    _ = driver.send(["type": "input_audio_buffer.commit", "event_id": "e"])
    _ = driver.send(["type": "response.create"])
    _ = driver.send(["type": "response.create", "response": ["conversation": "none"]])
    _ = driver.pass(.seconds(1))
    _ = driver.session.wakeUpTime
  }

  @Test func `every property of the limits is in the table`() {
    let mirror = Mirror(reflecting: LocalSessionLimits())
    #expect(mirror.children.count == Self.counts.count + 1)
  }

  @Test(arguments: integers) func `any count of a session's limits`(value: Int) {
    for path in Self.counts {
      var limits = LocalSessionLimits()
      limits[keyPath: path] = value
      exercise(limits)
    }
    var all = LocalSessionLimits()
    for path in Self.counts { all[keyPath: path] = value }
    exercise(all)
  }

  @Test(arguments: durations) func `any duration of a session`(value: Duration) {
    var limits = LocalSessionLimits()
    limits.maximumSessionDuration = value
    exercise(limits)
    var translation = LocalSession.Configuration()
    translation.limits = limits
    let session = LocalTranslation(
      configuration: translation, identifiers: .counting(), now: .seconds(1), unixTime: 1_700_000_000)
    #expect(session.wakeUpTime != nil)
  }

  /// Starts a server, has a client connect to it, and ends both.
  private func serve(_ change: (inout RealtimeLocalServer.Configuration) -> Void) throws {
    let harness = try LocalRig {
      $0.isSecure = false
      change(&$0)
    }
    let client = try harness.dial()
    client.onEvent = { [unowned client] _ in client.close() }
    // Whatever becomes of the client, it does not wait for ever.
    harness.loop.schedule(after: .milliseconds(100)) { client.socket.terminate() }
    harness.run(client)
  }

  @Test(arguments: integers) func `any number of a server's configuration`(value: Int) throws {
    try serve { $0.maximumSessionCount = value }
    try serve { $0.maximumRecordedRequestCount = value }
    try serve { $0.highWatermarkByteCount = value }
    try serve { configuration in
      for path in Self.counts { configuration.sessionLimits[keyPath: path] = value }
    }
    try serve {
      $0.compression = DeflateConfiguration()
      $0.compression?.thresholdByteCount = value
      $0.compression?.serverMaxWindowBits = value
      $0.compression?.clientMaxWindowBits = value
    }
  }

  @Test(arguments: durations) func `any duration of a server's configuration`(value: Duration) throws {
    try serve { $0.clockOffset = value }
    try serve { $0.keepAlive = KeepAliveConfiguration(interval: value, timeout: value) }
    try serve { $0.sessionLimits.maximumSessionDuration = value }
    for path in [\.tls, \.upgrade, \.total, \.close]
      as [WritableKeyPath<WebSocketConfiguration.TimeLimits, Duration?>]
    {
      try serve { $0.timeLimits[keyPath: path] = value }
    }
    try serve {
      $0.plan = { _ in
        var script = SessionScript()
        script.latency = EventLatency(delay: value, jitter: value)
        return .serve(script.at(.afterTime(value), .pause(value)))
      }
    }
  }

  @Test(arguments: integers) func `any status of a refusal`(value: Int) throws {
    try serve { $0.plan = { _ in .refuse(UpgradeRefusal(status: value)) } }
  }

  @Test(arguments: durations) func `any duration of a client`(value: Duration) throws {
    let harness = try LocalRig { $0.isSecure = false }
    var configuration = WebSocketConfiguration()
    configuration.keepAlive = KeepAliveConfiguration(interval: value, timeout: value)
    configuration.connectionAttemptDelay = value
    configuration.timeLimits.close = value
    let client = try harness.dial(configuration: configuration)
    client.onEvent = { [unowned client] _ in client.close() }
    harness.run(client)
    #expect(client.closeReport != nil)
  }

  @Test(arguments: integers) func `any number of a client`(value: Int) throws {
    let paths: [WritableKeyPath<WebSocketConfiguration, Int>] = [
      \.highWatermarkByteCount, \.lowWatermarkByteCount, \.maximumBufferedByteCount,
      \.limits.messageByteCount,
      \.limits.emptyFragmentCount, \.limits.unflushedPongCount, \.limits.headByteCount,
      \.limits.headLineByteCount, \.limits.headerCount, \.limits.refusalBodyByteCount,
    ]
    for path in paths {
      let harness = try LocalRig { $0.isSecure = false }
      var configuration = WebSocketConfiguration()
      configuration[keyPath: path] = value
      let client = try harness.dial(configuration: configuration)
      client.onEvent = { [unowned client] _ in
        client.send(["type": "input_audio_buffer.clear"])
        client.close()
      }
      harness.run(client)
    }
  }
}
