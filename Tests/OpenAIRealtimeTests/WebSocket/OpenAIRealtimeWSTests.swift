import OpenAIRealtime
import RealtimeTestRig
import Testing
import WebSocketTransport

/// A whole connection: our client, real TLS and sockets, a server on the same loop.
@Suite struct OpenAIRealtimeWSTests {
  private let log = Log<String>()

  /// A server that answers each message with the events given for its number.
  private func answering(_ answers: [[String]]) throws -> RealtimeRig {
    try RealtimeRig(accept: { socket in
      var count = 0
      socket.on(.message) { [unowned socket] _ in
        for answer in answers.dropFirst(count).first ?? [] { socket.send(answer) }
        count += 1
      }
    })
  }

  @Test func `a session as in the documentation`() throws {
    let rig = try answering([
      [#"{"type":"session.created","event_id":"e1","session":{"type":"realtime","id":"sess_1"}}"#],
      [
        #"{"type":"response.output_audio.delta","event_id":"e2","delta":"AAECAw=="}"#,
        #"{"type":"response.some_future_event"}"#, #"{"type":"response.done","event_id":"e3"}"#,
      ],
    ])
    let rt = try rig.connect()
    rt.on(.sessionCreated) { event in
      log("created \(event.eventID)")
      rt.send(.responseCreate())
    }
    rt.on(.responseOutputAudioDelta) { event in log("audio \(event.audio.byteCount)") }
    rt.on("response.some_future_event") { event in log("named \(event.type)") }
    rt.on(.event) { event in log("event \(event.type)") }
    rt.on(.error) { error in log("error \(error)") }
    rt.once(.responseDone) { _ in rt.close(code: 1000, reason: "Done") }
    rt.socket.on(.open) {
      log("open"); rt.sendRaw(#"{"type":"hello"}"#)
    }
    rt.socket.on(.close) { report in log("close \(report.code) \(report.handshake.sentReason)") }
    rig.run(until: rt)
    #expect(
      log.entries == [
        "open", "event session.created", "created e1", "event response.output_audio.delta", "audio 4",
        "event response.some_future_event", "named response.some_future_event", "event response.done",
        "close 1000 Done",
      ])
    #expect(rt.url.href == "wss://api.example/v1/realtime?model=m")
    #expect(rig.requests.map(\.path) == ["/v1/realtime"])
    #expect(rig.requests.map(\.query) == ["model=m"])
    #expect(rig.requests.map(\.host) == ["api.example"])
  }

  /// What arrives at the server, until it has `count` messages and closes.
  private func received(_ count: Int, _ send: (OpenAIRealtimeWS) -> Void) throws -> [String] {
    let rig = try RealtimeRig(accept: { socket in
      socket.on(.message) { [unowned socket] message in
        log("\(message.kind) \(message.text)")
        if log.entries.count == count { try? socket.close() }
      }
    })
    let rt = try rig.connect()
    rt.on(.error) { error in log("error \(error)") }
    send(rt)
    rig.run(until: rt)
    return log.entries
  }

  // MARK: send

  @Test func `openai-node rule C1 - an event is one compact text message without anything added`() throws {
    let messages = try received(4) { rt in
      rt.send(.responseCancel())
      rt.send(.inputAudioBufferClear(eventID: "mine <&>"))
      rt.sendRaw(#"{ "type" : "as it is" }"#)
      rt.appendAudio(([0, 1, 2, 3] as [UInt8]).span.bytes)
    }
    #expect(
      messages == [
        #"text {"type":"response.cancel"}"#,
        #"text {"type":"input_audio_buffer.clear","event_id":"mine <&>"}"#,
        #"text { "type" : "as it is" }"#, #"text {"type":"input_audio_buffer.append","audio":"AAECAw=="}"#,
      ])
  }

  @Test func `audio that is base64 already is passed on, and never breaks the message`() throws {
    let messages = try received(4) { rt in
      #expect(rt.appendAudio(base64: ([0x41, 0xFF] as [UInt8]).span.bytes) == .refused(.textNotUTF8))
      rt.appendAudio(base64: "AAECAw==")
      rt.appendAudio(base64: "", eventID: "mine")
      rt.appendAudio(base64: #"AA"}"#)
    }
    #expect(
      messages == [
        "error OpenAIRealtimeError: could not send data: \(RealtimeSendError.notUTF8)",
        #"text {"type":"input_audio_buffer.append","audio":"AAECAw=="}"#,
        #"text {"type":"input_audio_buffer.append","event_id":"mine","audio":""}"#,
        #"text {"type":"input_audio_buffer.append","audio":"AA\"}"}"#,
      ])
  }

  @Test func `openai-node rule C2 - what is sent before the connection is open arrives in order`() throws {
    let messages = try received(5) { rt in
      for number in 1...3 { #expect(rt.sendRaw("\(number)") == .accepted) }
      rt.socket.on(.open) {
        rt.sendRaw("4")
        rt.sendRaw("5")
      }
    }
    #expect(messages == (1...5).map { "text \($0)" })
  }

  @Test func `openai-node rule C2 - the strict option refuses before the connection is open`() throws {
    let rig = try RealtimeRig()
    let rt = try rig.connect(.model("m")) { $0.sendingBeforeOpen = .refused }
    rt.on(.error) { error in
      log("\(error.message): \((error.cause as? RealtimeSendError)?.message ?? "")")
      log("\(error)")
    }
    #expect(rt.send(.responseCreate()) == .refused(.notOpen))
    let told = "could not send data: WebSocket is not open: readyState 0 (CONNECTING)"
    #expect(log.entries.first == told)
    #expect(log.entries.last?.hasPrefix("OpenAIRealtimeError: \(told); wait for") == true)
    rt.socket.on(.open) { rt.close() }
    rig.run(until: rt)
    #expect(rig.accepted.count == 1)
  }

  @Test(arguments: [(9, 1), (10, 0), (11, 0)])
  func `openai-node rule C2 - the queue has a byte limit`(_ limit: Int, _ refusedCount: Int) throws {
    let rig = try RealtimeRig(accept: { socket in
      socket.on(.message) { message in log(message.text) }
    })
    let rt = try rig.connect(.model("m")) { $0.sendingBeforeOpen = .queued(maximumByteCount: limit) }
    let causes = Log<RealtimeSendError>()
    rt.on(.error) { error in
      if let cause = error.cause as? RealtimeSendError { causes(cause) }
    }
    let outcomes = ["12345", "67890"].map { rt.sendRaw($0) }
    #expect(outcomes == [.accepted, refusedCount == 0 ? .accepted : .refused(.queueFull)])
    #expect(causes.entries == Array(repeating: .queueFull(maximumByteCount: limit), count: refusedCount))
    rt.socket.on(.open) { rt.close() }
    rig.run(until: rt)
    #expect(log.entries == Array(["12345", "67890"].dropLast(refusedCount)))
  }

  @Test func `openai-node rule C2 - after close a message is dropped without an error`() throws {
    let rig = try RealtimeRig(accept: { socket in socket.on(.message) { message in log(message.text) } })
    let rt = try rig.connect()
    rt.on(.error) { error in log("error \(error)") }
    rt.socket.on(.open) {
      rt.close()
      #expect(rt.send(.responseCreate()) == .refused(.notOpen))
    }
    rt.socket.on(.close) { _ in #expect(rt.send(.responseCreate()) == .refused(.notOpen)) }
    rig.run(until: rt)
    #expect(log.entries.isEmpty)
  }

  @Test func `what could not be sent because the connection never opened is given back`() throws {
    let rig = try RealtimeRig(decide: { _ in .refuse(status: 503) })
    let rt = try rig.connect()
    rt.on(.error) { error in log(error.message) }
    rt.sendRaw("first")
    rt.sendRaw("second")
    rig.run(until: rt)
    #expect(log.entries == ["Unexpected server response: 503"])
    #expect(rt.closeReport?.unsentEvents == ["first", "second"])
  }

  @Test func `a full send buffer refuses and says so`() throws {
    let rig = try RealtimeRig()
    let rt = try rig.connect(.model("m")) { $0.webSocket.maximumBufferedByteCount = 1000 }
    let causes = Log<RealtimeSendError>()
    rt.on(.error) { error in
      log(error.message)
      if let cause = error.cause as? RealtimeSendError { causes(cause) }
    }
    rt.socket.on(.open) {
      #expect(rt.sendRaw(String(repeating: "x", count: 2000)) == .refused(.tooLarge))
      #expect(rt.sendRaw(String(repeating: "x", count: 600)).isAccepted)
      #expect(rt.sendRaw(String(repeating: "x", count: 600)) == .refused(.bufferFull))
      rt.close()
    }
    rig.run(until: rt)
    #expect(causes.entries == [.tooLarge(maximumByteCount: 1000), .bufferFull(maximumByteCount: 1000)])
    #expect(log.entries == ["could not send data", "could not send data"])
  }

  @Test func `raw bytes that are not UTF-8 are refused`() throws {
    let rig = try RealtimeRig()
    let rt = try rig.connect()
    rt.on(.error) { error in log("\(error.cause.map { "\($0)" } ?? "")") }
    rt.socket.on(.open) {
      #expect(rt.sendRaw(([0x22, 0xFF, 0x22] as [UInt8]).span.bytes) == .refused(.textNotUTF8))
      rt.close()
    }
    rig.run(until: rt)
    #expect(log.entries == ["message discarded: its bytes are not UTF-8; send text as UTF-8"])
  }

  // MARK: close

  private func closing(
    _ rig: RealtimeRig,
    when: SocketEvent<Void>? = .open,
    _ close: @escaping (OpenAIRealtimeWS) -> Void
  ) throws -> [String] {
    let rt = try rig.connect()
    rt.on(.error) { error in log("error \(error.message)") }
    rt.socket.on(.close) { report in
      log(
        "close \(report.code) \(report.handshake.sentCode.map { "\($0)" } ?? "-") \(report.handshake.sentReason)"
      )
    }
    if let when { rt.socket.on(when) { close(rt) } } else { close(rt) }
    rig.run(until: rt)
    return log.entries
  }

  @Test func `openai-node rule C3 - close says 1000 OK`() throws {
    #expect(try closing(RealtimeRig()) { $0.close() } == ["close 1000 1000 OK"])
  }

  @Test func `openai-node rule C3 - code and reason default separately`() throws {
    #expect(try closing(RealtimeRig()) { $0.close(code: 4000) } == ["close 4000 4000 OK"])
    log.entries = []
    #expect(try closing(RealtimeRig()) { $0.close(reason: "") } == ["close 1000 1000 "])
  }

  @Test func `openai-node rule C3 - a second close is harmless`() throws {
    let entries = try closing(RealtimeRig()) { rt in
      rt.close(code: 4001, reason: "first")
      rt.close(code: 4002, reason: "second")
    }
    #expect(entries == ["close 4001 4001 first"])
  }

  @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 2999, 5000] as [UInt16])
  func `openai-node rule C3 - an invalid code is an error and leaves the connection as it was`(
    _ code: UInt16
  ) throws {
    let entries = try closing(RealtimeRig()) { rt in
      rt.close(code: code)
      rt.close(reason: String(repeating: "x", count: 124))
      #expect(rt.socket.readyState == .open)
      rt.close()
    }
    #expect(
      entries == [
        "error could not close the connection", "error could not close the connection", "close 1000 1000 OK",
      ])
  }

  @Test func `openai-node rule C4 - close while connecting is an error and code 1006`() throws {
    let entries = try closing(RealtimeRig(), when: nil) { rt in
      rt.close()
      #expect(log.entries.isEmpty)
    }
    #expect(entries == ["error WebSocket was closed before the connection was established", "close 1006 - "])
  }

  @Test(arguments: [301, 302, 307, 308, 400, 401, 403, 429, 500, 503])
  func `openai-node rules C5 and S3 - a refused handshake and a redirect are an error and code 1006`(
    _ status: Int
  ) throws {
    let rig = try RealtimeRig(decide: { _ in
      .refuse(status: status, headers: HTTPHeaders([("Location", "https://api.example/elsewhere")]))
    })
    let entries = try closing(rig) { _ in }
    #expect(entries == ["error Unexpected server response: \(status)", "close 1006 - "])
    #expect(rig.requests.count == 1)
  }

  @Test func `openai-node rule C6 - the server's close is no error`() throws {
    let rig = try RealtimeRig(accept: { try? $0.close(.internalError, reason: "srv") })
    let rt = try rig.connect()
    rt.on(.error) { error in log("error \(error)") }
    rt.socket.on(.close) { report in log("\(report.code) \(report.reason)") }
    rig.run(until: rt)
    #expect(log.entries == ["1011 srv"])
  }

  @Test func `openai-node rule C6 - a connection that is cut ends with 1006`() throws {
    let rig = try RealtimeRig(accept: { $0.terminate() })
    let rt = try rig.connect()
    rt.on(.error) { _ in }
    rt.socket.on(.close) { report in log("\(report.code)") }
    rig.run(until: rt)
    #expect(log.entries == ["1006"])
  }

  // MARK: Errors

  @Test func `openai-node rule E5 - a socket error has the socket's message and itself as cause`() throws {
    let rig = try RealtimeRig(decide: { _ in .refuse(status: 401) })
    let rt = try rig.connect()
    let errors = Log<OpenAIRealtimeError>()
    rt.on(.error) { errors($0) }
    rig.run(until: rt)
    #expect(errors.entries.map(\.message) == ["Unexpected server response: 401"])
    #expect(errors.entries.first?.eventID == nil)
    #expect((errors.entries.first?.cause as? WebSocketTransportError)?.refusal?.status == 401)
  }

  @Test func `openai-node rule E6 - without a listener the loop's hook gets the error`() throws {
    let rig = try RealtimeRig(accept: { socket in
      socket.send("no JSON")
      socket.send(#"{"type":"next"}"#)
    })
    rig.loop.unhandledError = { error in log("\((error as? OpenAIRealtimeError)?.message ?? "?")") }
    let rt = try rig.connect()
    rt.on("next") { event in
      log(event.type)
      rt.close()
    }
    rig.run(until: rt)
    #expect(log.entries.count == 2)
    #expect(log.entries[0].hasPrefix("could not parse websocket event\n\nTo resolve these unhandled"))
    #expect(log.entries[1] == "next")
  }

  @Test func `openai-node rule D7 - a binary message is read as text`() throws {
    let rig = try RealtimeRig(accept: { socket in
      socket.send(.binary, (Array(#"{"type":"x","s":""#.utf8) + [0xC3] + Array(#""}"#.utf8)).span.bytes)
    })
    let rt = try rig.connect()
    rt.on("x") { event in
      log(event["s"].string ?? "")
      rt.close()
    }
    rig.run(until: rt)
    #expect(log.entries == ["\u{FFFD}"])
  }

  // MARK: Life

  @Test func `emitted fails when the connection closes`() throws {
    let rig = try RealtimeRig(accept: { try? $0.close(CloseCode(rawValue: 4999), reason: "") })
    let rt = try rig.connect()
    rt.emitted(.sessionCreated) { result in
      guard case .failure(let error) = result else { return }
      log(error.message)
    }
    rig.run(until: rt)
    #expect(log.entries == ["the connection closed with code 4999 before the event came"])
  }

  @Test func `listeners that hold the connection are let go when it closes`() throws {
    weak var connection: OpenAIRealtimeWS?
    let rig = try RealtimeRig(accept: { socket in socket.send(#"{"type":"x"}"#) })
    do {
      let rt = try rig.connect()
      rt.on("x") { _ in rt.close() }
      rt.on(.error) { error in log("\(error) \(rt.url)") }
      rig.run(until: rt)
      connection = rt
    }
    #expect(connection == nil)
    #expect(log.entries.isEmpty)
  }

  @Test func `a connection that nobody holds goes on until it is closed`() throws {
    let rig = try RealtimeRig(accept: { socket in
      socket.on(.message) { [unowned socket] _ in try? socket.close() }
      socket.send(#"{"type":"x"}"#)
    })
    weak var connection: OpenAIRealtimeWS?
    do {
      let rt = try rig.connect()
      connection = rt
      rt.on("x") { event in log(event.type) }
      rt.sendRaw("queued")
      rt.socket.on(.close) { [log] report in
        log("\(report.code)")
        rig.finish()
      }
    }
    #expect(connection != nil)
    rig.run()
    #expect(log.entries == ["x", "1000"])
    #expect(connection == nil)
  }

  @Test func `a translation session appends to its own buffer and ends with the service's word`() throws {
    let rig = try RealtimeRig(accept: { socket in
      socket.on(.message) { [unowned socket] message in
        log(message.text)
        if message.text.contains("session.close") {
          socket.send(#"{"type":"session.closed","event_id":"e"}"#)
        }
      }
    })
    let rt = try rig.connect(.translation(model: "t"))
    rt.on(.error) { error in log((error.cause as? RealtimeSendError)?.message ?? "\(error)") }
    rt.appendAudio(([1] as [UInt8]).span.bytes)
    rt.send(.sessionClose())
    #expect(rt.send(.sessionClose()) == .accepted)
    #expect(rt.appendAudio(([1] as [UInt8]).span.bytes) == .refused(.inputIsClosed))
    rt.on(.sessionClosed) { _ in log("closed") }
    rig.run(until: rt)
    #expect(
      log.entries == [
        "Realtime Translation input is closed.",
        #"{"type":"session.input_audio_buffer.append","audio":"AQ=="}"#,
        #"{"type":"session.close"}"#, "closed",
      ])
    #expect(rt.url.requestTarget == "/v1/realtime/translations?model=t")
  }
}
