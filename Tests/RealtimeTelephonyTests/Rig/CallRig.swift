import RealtimeTelephony
import RealtimeTestRig

/// A carrier, the server that it calls, and the model's, all over wss and on one loop.
final class CallRig {
  let model: LocalRig
  var loop: EventLoop { model.loop }
  private(set) var reports: [CallReport] = []
  private(set) var calls: [PhoneCall] = []
  private(set) var carriers: [ScriptedCarrier] = []
  var plan: RealtimeSession.Plan
  var settings = CallSettings()
  var codec: any CarrierCodec = TwilioCodec()
  /// What the model says, one a turn.
  var replies: [Reply] {
    get { said.withLock { $0 } }
    set { said.withLock { $0 = newValue } }
  }
  private let said = Locked<[Reply]>([])
  /// Whether calls get a plan.
  var takesCalls = true
  /// Gets each call before its stream begins.
  var onCall: (PhoneCall) -> Void = { _ in }
  private var server: WebSocketServer?
  private let certificate: LocalCertificate
  private var expectedCount = 0

  init(
    _ replies: [Reply] = [.speech(milliseconds: 1_000)], _ script: SessionScript = SessionScript(),
    sockets: (inout WebSocketConfiguration) -> Void = { _ in },
    model change: (inout RealtimeLocalServer.Configuration) -> Void = { _ in }
  ) throws {
    let said = said
    said.withLock { $0 = replies }
    model = try LocalRig([.serve(script)]) {
      $0.script = ReplyScript { request in said.withLock { $0[request.turn % $0.count] } }
      change(&$0)
    }
    certificate = try LocalCertificate()
    plan = .local(model.options, .init(outputModalities: [.audio], instructions: "Be brief."))
    var served = WebSocketServer.Configuration(identity: certificate.identity)
    sockets(&served.connection)
    server = try WebSocketServer(configuration: served, on: loop) { [unowned self] socket, _ in
      accept(socket)
    }
  }

  private func accept(_ socket: WebSocket) {
    let call = PhoneCall(socket, codec, to: .openAI(model.client()), settings: settings) { [unowned self] _ in
      takesCalls ? plan : nil
    }
    calls.append(call)
    call.onStart { session in session.on(.error) { _ in } }
    onCall(call)
    call.onEnd { [unowned self] report in
      reports.append(report)
      if reports.count == expectedCount { end() }
    }
  }

  private func end() {
    server?.close()
    model.server.close()
  }

  /// A carrier that calls. Its `onOpen` says what it does.
  func carrier(numbers: ScriptedCarrier.Numbers = .asText) throws -> ScriptedCarrier {
    expectedCount += 1
    var configuration = WebSocketConfiguration(tls: certificate.clientConfiguration)
    let port = server?.localAddress.port ?? 0
    configuration.connectOverride = .init(host: "127.0.0.1", port: port)
    let carrier = try ScriptedCarrier(
      to: WebSocketEndpoint(host: "localhost", port: port, isSecure: true, resource: "/media"), configuration,
      numbers: numbers, on: loop)
    carriers.append(carrier)
    return carrier
  }

  /// Runs the loop until each call has ended and the servers are closed.
  func run(in time: TestTime = .turnedByHand) { model.run(in: time) }

  // MARK: What the model saw

  /// The caller's audio that came over a connection.
  func heard(_ session: Int = 1) -> [UInt8] { model.audio(session) }

  /// Milliseconds of each truncation that was sent.
  var truncations: [Int?] { model.json("conversation.item.truncate", 1).map { $0["audio_end_ms"]?.int } }

  var complaints: [String] { model.complaints }
}

extension Reply {
  /// µ-law that says which millisecond it is of.
  static func speech(milliseconds: Int) -> Reply {
    .speech(MuLaw.counting(milliseconds: milliseconds), transcript: "one two three four five six seven eight nine ten")
  }
}

/// Audio of the telephone network.
enum MuLaw {
  /// What turn detection takes for speech.
  static func speech(milliseconds: Int) -> [UInt8] { (0..<milliseconds * 8).map { $0 / 8 % 2 == 0 ? 0x80 : 0x00 } }
  static func silence(milliseconds: Int) -> [UInt8] { [UInt8](repeating: 0xFF, count: milliseconds * 8) }
  /// Each byte unlike its neighbours, so that a place in it can be found.
  static func counting(milliseconds: Int) -> [UInt8] {
    var random = SeededGenerator(seed: 1)
    return (0..<milliseconds * 8).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }
}
