import RealtimeBuffers
import RealtimeJSON
import RealtimeTestRig
import Testing
import WebSocketTransport

@testable import RealtimeLocalServer

@Suite struct RealtimeLocalServerTests {
  /// Says hello, asks for an answer, closes when it is done.
  private func takeTextTurn(_ client: RawClient) {
    client.onEvent = { [unowned client] event in
      switch event["type"]?.string {
      case "session.created":
        client.send([
          "type": "conversation.item.create",
          "item": ["type": "message", "role": "user", "content": [["type": "input_text", "text": "hello"]]],
        ])
        client.send(["type": "response.create", "response": ["output_modalities": ["text"]]])
      case "response.done": client.close()
      default: break
      }
    }
  }

  @Test(arguments: [true, false]) func `a text turn over wss and over ws`(isSecure: Bool) throws {
    let harness = try LocalRig { $0.isSecure = isSecure }
    #expect((harness.server.certificateAuthorityPEM != nil) == isSecure)
    #expect(harness.server.baseURL.hasPrefix(isSecure ? "https://127.0.0.1:" : "http://127.0.0.1:"))
    let client = try harness.dial()
    takeTextTurn(client)
    harness.run(client)
    #expect(client.events.joined("response.output_text.delta") == "You said: hello")
    #expect(client.closeReport?.code == .normalClosure)
    #expect(client.closeReport?.wasClean == true)
    #expect(harness.server.sessionCount == 0)
    #expect(harness.server.counts.openedSessions == 1)
  }

  @Test func `a server walks and closes its sessions and knows where they come from`() throws {
    let harness = try LocalRig()
    let client = try harness.dial()
    client.onEvent = { [unowned harness] event in
      guard event["type"] == "session.created" else { return }
      var numbers: [Int] = []
      harness.server.forEachSession { number, socket in
        numbers.append(number)
        #expect(socket.remoteAddress?.host == "127.0.0.1")
        #expect(throws: Never.self) { try socket.close(.init(rawValue: 4000), reason: "enough") }
      }
      #expect(numbers == [1])
    }
    harness.run(client)
    #expect(client.closeReport?.code.rawValue == 4000 && client.closeReport?.reason == "enough")
    #expect(harness.server.sessionCount == 0)
    #expect(harness.server.requests.map(\.remoteAddress?.host) == ["127.0.0.1"])
  }

  @Test func `a voice turn gives every byte back`() throws {
    let harness = try LocalRig()
    let pcm = Sound.tone(milliseconds: 2_000) + Sound.silence(milliseconds: 500)
    let client = try harness.dial()
    client.onEvent = { [unowned client] event in
      switch event["type"]?.string {
      case "session.created":
        for start in stride(from: 0, to: pcm.count, by: 4_800) {
          let piece = pcm[start..<min(start + 4_800, pcm.count)]
          client.send(["type": "input_audio_buffer.append", "audio": .string(Base64.string(from: piece))])
        }
      case "response.done": client.close()
      default: break
      }
    }
    harness.run(client)
    #expect(client.events.types.contains("input_audio_buffer.speech_started"))
    #expect(client.events.audio("response.output_audio.delta") == pcm)
  }

  @Test(arguments: ["127.0.0.1", "127.0.0.2", "0.0.0.0"])
  func `its certificate is for the address that it listens at, and for all that clients may call it`(
    _ host: String
  ) throws {
    let harness = try LocalRig {
      $0.address = SocketAddress(host: host, port: 0) ?? $0.address
      $0.hostNames = ["10.1.2.3", "[fd00::1]", "phone.example"]
    }
    let names = [host, "localhost", "127.0.0.1", "::1", "10.1.2.3", "fd00::1", "phone.example"]
    let clients = try names.map { name in
      var configuration = WebSocketConfiguration(tls: harness.tls)
      configuration.connectOverride = .init(host: host, port: harness.server.port)
      let endpoint = WebSocketEndpoint(
        host: name, port: 443, isSecure: true, resource: "/v1/realtime?model=gpt-realtime")
      let client = RawClient(try WebSocket(to: endpoint, configuration: configuration, on: harness.loop))
      client.onEvent = { [unowned client] _ in client.close() }
      return client
    }
    harness.run(clients)
    #expect(zip(names, clients).filter { $0.1.closeReport?.code != .normalClosure }.map(\.0) == [])
  }

  @Test func `a client that trusts others is refused by itself`() throws {
    let harness = try LocalRig()
    let stranger = try LocalRig()
    let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: harness.server.port, isSecure: true)
    let socket = try WebSocket(to: endpoint, configuration: .init(tls: stranger.tls), on: harness.loop)
    let client = RawClient(socket)
    harness.run(client)
    #expect(client.error?.stage == .tls)
    stranger.server.close()
    stranger.loop.run()
  }

  @Test(
    arguments: [
      ([("Authorization", "Bearer right")], 101), ([("api-key", "right")], 101),
      ([("Authorization", "Bearer wrong")], 401),
      ([("Authorization", "right")], 401), ([("Authorization", "Bearer rightright")], 401),
      ([("api-key", "")], 401),
      ([], 401),
    ] as [([(String, String)], Int)])
  func `a required key is required`(headers: [(String, String)], status: Int) throws {
    let harness = try LocalRig { $0.requiredAPIKey = "right" }
    let client = try harness.dial(headers: headers)
    client.onEvent = { [unowned client] _ in client.close() }
    harness.run(client)
    #expect(harness.server.requests.map(\.status) == [status])
    #expect((client.error?.refusal?.status ?? 101) == status)
    if status == 401 {
      let body = try JSONValue.parse(try #require(client.error?.refusal?.body))
      #expect(body["error"]?["code"]?.string == "invalid_api_key")
    }
    #expect(!harness.server.requests.description.contains("right"))
  }

  @Test func `a browser's subprotocols carry key and generation`() throws {
    let harness = try LocalRig { $0.requiredAPIKey = "k" }
    let offered = ["realtime", "openai-insecure-api-key.k", "openai-beta.realtime-v1"]
    let client = try harness.dial(subprotocols: offered)
    client.onEvent = { [unowned client] in if $0["type"] == "conversation.created" { client.close() } }
    harness.run(client)
    #expect(client.events.types == ["session.created", "conversation.created"])
  }

  @Test(arguments: [
    ("/v1/realtime?model=gpt-realtime", 101), ("/openai/v1/realtime?model=gpt-realtime", 101),
    ("/v1/realtime?call_id=rtc_1", 101),
    ("/v1/realtime?intent=transcription", 101), ("/v1/realtime", 400), ("/v1/realtime?model=", 400),
    ("/openai/realtime?api-version=2024-10-01-preview&deployment=d", 101),
    ("/openai/realtime?deployment=d", 400),
    ("/openai/realtime?api-version=1", 400), ("/", 404), ("/v1/other?model=gpt-realtime", 404),
  ])
  func `paths and queries are routed`(resource: String, status: Int) throws {
    let harness = try LocalRig { $0.isSecure = false }
    let client = try harness.dial(resource)
    client.onEvent = { [unowned client] _ in client.close() }
    harness.run(client)
    #expect((client.error?.refusal?.status ?? 101) == status)
  }

  @Test func `requests are recorded as they were seen, the latest within the limit`() throws {
    let harness = try LocalRig {
      $0.isSecure = false
      $0.maximumRecordedRequestCount = 2
    }
    for index in 0..<3 {
      let client = try harness.dial(
        "/v1/realtime?model=gpt-realtime&n=\(index)", headers: [("X-Test", "\(index)")])
      client.onEvent = { [unowned client] _ in client.close() }
      client.socket.on(.close) { _ in harness.loop.stop() }
      harness.loop.run()
    }
    #expect(harness.server.requests.map(\.query) == ["model=gpt-realtime&n=1", "model=gpt-realtime&n=2"])
    #expect(harness.server.requests.last?.headers["x-test"] == "2")
    harness.server.close()
    harness.loop.run()
  }

  @Test func `more sessions than permitted are told to come back`() throws {
    let harness = try LocalRig { $0.maximumSessionCount = 1 }
    let first = try harness.dial()
    var second: RawClient?
    first.onEvent = { [unowned first] _ in
      guard let client = try? harness.dial() else { return }
      client.socket.on(.close) { _ in first.close() }
      second = client
    }
    harness.run(first)
    #expect(second?.error?.refusal?.status == 429)
    #expect(second?.error?.refusal?.headers["Retry-After"] == "1")
  }

  @Test func `closing the server tells every client`() throws {
    let harness = try LocalRig()
    let clients = try (0..<3).map { _ in try harness.dial() }
    var readyCount = 0
    var isClosed = false
    for client in clients {
      client.onEvent = { _ in
        readyCount += 1
        if readyCount == 3 { harness.server.close { isClosed = true } }
      }
    }
    harness.loop.run()
    #expect(clients.map { $0.closeReport?.code } == [.goingAway, .goingAway, .goingAway])
    #expect(isClosed && harness.server.sessionCount == 0)
  }

  @Test func `draining waits for the sessions, until the deadline`() throws {
    let harness = try LocalRig()
    let quick = try harness.dial()
    let stubborn = try harness.dial()
    var readyCount = 0
    var isDrained = false
    for client in [quick, stubborn] {
      client.onEvent = { [unowned client, unowned quick] _ in
        readyCount += 1
        if readyCount == 2 { harness.server.drain(deadline: .milliseconds(50)) { isDrained = true } }
        if client === quick { client.close() }
      }
    }
    harness.loop.run()
    #expect(quick.closeReport?.code == .normalClosure)
    #expect(stubborn.closeReport?.code == .goingAway)
    #expect(isDrained)
  }

  @Test func `a client that does not read stops its own response, and gets all of it later`() throws {
    let audio = [UInt8](repeating: 9, count: 8 << 20)
    let harness = try LocalRig {
      $0.script = .turns([.speech(audio, transcript: "long")])
      $0.highWatermarkByteCount = 64 << 10
    }
    var sentByteCount = 0
    var sentWhilePaused = 0
    harness.server.onEvent = { if $0.direction == .sent { sentByteCount += $0.byteCount } }
    let client = try harness.dial()
    client.onEvent = { [unowned client] event in
      switch event["type"]?.string {
      case "session.created": client.send(["type": "response.create"])
      case "response.created":
        client.socket.pauseReading()
        client.socket.loop.schedule(after: .milliseconds(200)) {
          sentWhilePaused = sentByteCount
          client.socket.resumeReading()
        }
      case "response.done": client.close()
      default: break
      }
    }
    harness.run(client)
    #expect(client.events.audio("response.output_audio.delta") == audio)
    // What the kernel's buffers took and the watermark, and not the whole response.
    #expect(sentWhilePaused < audio.count)
  }

  @Test func `in real time the server wakes itself up`() throws {
    let harness = try LocalRig {
      $0.pace = .realTime
      $0.script = .turns([.speech(Sound.tone(milliseconds: 300), transcript: "a b c")])
    }
    let client = try harness.dial()
    var began: Duration = .zero
    client.onEvent = { [unowned client] event in
      switch event["type"]?.string {
      case "session.created":
        began = client.socket.loop.now
        client.send(["type": "response.create"])
      case "response.done": client.close()
      default: break
      }
    }
    harness.run(client)
    #expect(client.events.all("response.output_audio.delta").count == 3)
    // Never early: the third delta is due 200 ms after the start, which was not before the response was asked for.
    #expect(try #require(client.closeTime) - began >= .milliseconds(199))
  }

  @Test func `a session that has grown too old is closed`() throws {
    let harness = try LocalRig { $0.sessionLimits.maximumSessionDuration = .milliseconds(30) }
    let client = try harness.dial()
    harness.run(client)
    #expect(client.events.map(\.errorCode) == [nil, "session_expired"])
    #expect(client.closeReport?.code == .goingAway)
  }

  @Test func `a translation streams both ways and closes in order`() throws {
    let harness = try LocalRig()
    let pcm = Sound.tone(milliseconds: 200)
    let client = try harness.dial("/v1/realtime/translations?model=gpt-realtime-translate")
    client.onEvent = { [unowned client] event in
      guard event["type"] == "session.created" else { return }
      client.send(["type": "session.input_audio_buffer.append", "audio": .string(Base64.string(from: pcm))])
      client.send(["type": "session.close"])
    }
    harness.run(client)
    #expect(client.events.audio("session.output_audio.delta") == pcm)
    #expect(client.events.types.last == "session.closed")
    #expect(client.closeReport?.code == .normalClosure)
  }
}
