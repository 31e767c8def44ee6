import Foundation
import WebSocketTransport

/// One connection of a client: what to do over it. A step without a code lets the server close.
struct Step: Decodable {
  struct Message: Decodable {
    let kind: MessageKind
    let byteCount: Int

    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      kind = try pair.decode(String.self) == "text" ? .text : .binary
      byteCount = try pair.decode(Int.self)
    }
  }

  let step: String
  let path: String
  let ping: String?
  let messages: [Message]
  let code: UInt16?
  let reason: String
  /// Time limits in milliseconds, by their names.
  let limits: [String: Int]?

  /// With the step's limits.
  func limiting(_ configuration: WebSocketConfiguration) -> WebSocketConfiguration {
    typealias Limits = WebSocketConfiguration.TimeLimits
    let names: [String: WritableKeyPath<Limits, Duration?>] = [
      "connect": \.connect, "tls": \.tls, "upgrade": \.upgrade, "total": \.total,
    ]
    var configuration = configuration
    for (name, milliseconds) in limits ?? [:] {
      guard let path = names[name] else { fatalError("no time limit is named \(name)") }
      configuration.timeLimits[keyPath: path] = .milliseconds(milliseconds)
    }
    return configuration
  }
}

/// How a step went. `failure` is nil when everything that came back was right.
private struct Outcome: Encodable {
  let step: String
  let failure: String?
  let code: UInt16
  let reason: String
  let compressed: Bool
  let wasClean: Bool
  let bytesReceived: UInt64
  let bytesSent: UInt64
  /// Each address that was tried, with what became of it.
  let attempts: [String]
  /// How many milliseconds each stage took that was done.
  let stages: [String: Double]
  let tls: String?
}

/// Does one step after the other, each over a connection of its own.
final class EchoClient {
  private let url: String
  private let steps: [Step]
  private let loop: EventLoop
  private var configuration = WebSocketConfiguration()

  init(_ compression: String, url: String, authority: String?, steps: [Step], on loop: EventLoop) {
    self.url = url
    self.steps = steps
    self.loop = loop
    if let authority { configuration.tls.trustRoots = .only([.file(path: authority)]) }
    configure(&configuration, compression: compression)
  }

  func start() { run(0) }

  private func run(_ number: Int) {
    guard number < steps.count else { return }
    do {
      let endpoint = try WebSocketEndpoint(url + steps[number].path)
      let socket = try WebSocket(
        to: endpoint, configuration: steps[number].limiting(configuration), on: loop)
      let run = StepRun(steps[number], over: socket) { self.run(number + 1) }
      run.start()
    } catch {
      FileHandle.standardError.write(Data("cannot open: \(error)\n".utf8))
    }
  }
}

/// A step under way. Its listeners keep it until the connection is closed.
private final class StepRun {
  private static let timeLimit = Duration.seconds(40)

  private let step: Step
  private let socket: WebSocket
  private let finish: () -> Void
  private var expected: [UInt8] = []
  private var sentCount = 0
  private var isPinging = false
  private var failure: String?
  private var timer: LoopTimer?

  init(_ step: Step, over socket: WebSocket, finish: @escaping () -> Void) {
    self.step = step
    self.socket = socket
    self.finish = finish
  }

  func start() {
    timer = socket.loop.schedule(after: Self.timeLimit) { self.fail("the step took too long") }
    socket.on(.open) { self.advance() }
    socket.on(.pong) { self.receivePong($0) }
    socket.on(.message) { message in self.check(message) }
    socket.on(.error) { self.failure = self.failure ?? "\($0)" }
    socket.on(.close) { report in self.end(report) }
  }

  private func advance() {
    if let ping = step.ping, !isPinging {
      isPinging = true
      socket.ping(ping.utf8Span.span.bytes)
    } else if sentCount < step.messages.count {
      let message = step.messages[sentCount]
      sentCount += 1
      expected = Payload.make(message.kind, byteCount: message.byteCount)
      if !socket.send(message.kind, expected.span.bytes).isAccepted { fail("a message was refused") }
    } else if let code = step.code {
      do { try socket.close(CloseCode(rawValue: code), reason: step.reason) } catch { fail("\(error)") }
    } else {
      socket.send("close")
    }
  }

  private func receivePong(_ payload: RawSpan) {
    let isOurs = payload.withUnsafeBytes { $0.elementsEqual((step.ping ?? "").utf8) }
    if isOurs { advance() } else { fail("the pong is not that of the ping") }
  }

  private func check(_ message: borrowing WebSocketMessage) {
    guard sentCount > 0, sentCount <= step.messages.count else {
      return fail("a message that nobody asked for")
    }
    if message.kind != step.messages[sentCount - 1].kind { return fail("the echo is of the other kind") }
    let isEqual = message.bytes.withUnsafeBytes { $0.elementsEqual(expected) }
    if isEqual {
      advance()
    } else {
      fail("the echo of \(expected.count) bytes has \(message.bytes.byteCount)")
    }
  }

  private func fail(_ what: String) {
    failure = failure ?? what
    socket.terminate()
  }

  private func end(_ report: WebSocketCloseReport) {
    timer?.cancel()
    let answer = socket.headers["Sec-WebSocket-Extensions"] ?? ""
    say(
      Outcome(
        step: step.step, failure: failure, code: report.code.rawValue, reason: report.reason,
        compressed: answer.contains("permessage-deflate"), wasClean: report.wasClean,
        bytesReceived: report.bytesReceived, bytesSent: report.bytesSent,
        attempts: report.connection.attempts.map { "\($0.address) \($0.outcome)" },
        stages: report.connection.milliseconds,
        tls: report.connection.tls.map { "\($0.version)\($0.isResumed ? " resumed" : "")" }))
    finish()
  }
}

extension ConnectionReport {
  fileprivate var milliseconds: [String: Double] {
    let durations = [
      "resolve": resolveDuration, "connect": connectDuration, "tls": tlsDuration, "upgrade": upgradeDuration,
    ]
    return durations.compactMapValues { $0.map { $0 / .milliseconds(1) } }
  }
}
