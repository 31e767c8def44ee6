import RealtimeBuffers
import RealtimeReactor
import RealtimeTLS
@testable import RealtimeWebSocketProtocol
@testable import WebSocketTransport

/// Leads an `OpeningMachine` to a place and tells it things there, without a socket. What it says is put into words.
struct OpeningMachineDriver {
  /// Where a machine can be. `restless` ones were taken, and start over if they are lost.
  enum Place: String, CaseIterable {
    case resolving, connecting, reachingProxy, askingProxy, leavingProxy, securing, held, taken, upgrading
    case restless, done
  }

  enum Input: String, CaseIterable {
    case resolved, resolvedToNothing, notResolved, attemptFailed, connected, opened, answer, refusal, part
    case settled, ended, lost, stageExpired, totalExpired, take, proceed, cancel
  }

  private static let nonce = [UInt8](repeating: 7, count: 16)
  static let endpoint = WebSocketEndpoint(host: "name.example", port: 443, isSecure: true)

  private var machine: OpeningMachine
  private let input = ByteBuffer(pool: BlockPool())
  private let output = ByteBuffer(pool: BlockPool())
  private var now = Duration.zero
  /// What was sent, one text for each `.write`.
  private(set) var sent: [String] = []

  init(
    isSecure: Bool = true, holds: Bool = false, _ change: (inout WebSocketConfiguration) -> Void = { _ in }
  ) throws {
    var configuration = WebSocketConfiguration()
    configuration.proxy = .none
    change(&configuration)
    var endpoint = Self.endpoint
    endpoint.isSecure = isSecure
    let request = ClientHandshake.Request(host: endpoint.hostHeader, path: "/")
    machine = OpeningMachine(
      try OpeningRoute(to: endpoint, configuration), try ClientHandshake(request, nonce: Self.nonce),
      holdsBeforeRequest: holds)
  }

  /// Led to `place`, through a proxy where that is on the way.
  init(at place: Place) throws {
    let isProxied = [.reachingProxy, .askingProxy, .leavingProxy].contains(place)
    try self.init(holds: [.held, .taken, .restless].contains(place)) {
      if isProxied { $0.proxy = .server(.init(.http, host: "proxy.example", port: 3128)) }
    }
    _ = start()
    let way: [Input] =
      switch place {
      case .resolving: []
      case .connecting: [.resolved]
      case .reachingProxy, .securing: [.resolved, .connected]
      case .askingProxy, .held, .upgrading: [.resolved, .connected, .opened]
      case .leavingProxy: [.resolved, .connected, .opened, .answer]
      case .taken: [.resolved, .connected, .opened, .take]
      case .restless: [.resolved, .connected, .opened, .take, .proceed]
      case .done: [.cancel]
      }
    for step in way { _ = tell(step) }
  }

  var stage: WebSocketTransportError.Stage { machine.stage }
  var isHeld: Bool { machine.isHeld }

  mutating func start() -> String {
    machine.start()
    return actions()
  }

  mutating func wait(for duration: Duration) -> String {
    now += duration
    return actions()
  }

  mutating func receive(_ bytes: String) -> String {
    input.append(Array(bytes.utf8).span.bytes)
    output.reset(headroom: 0)
    machine.received(input, output: output)
    return actions()
  }

  mutating func resolve(_ hosts: [String]) -> String {
    machine.resolved(.success(hosts.compactMap { SocketAddress(host: $0, port: 443) }))
    return actions()
  }

  mutating func fail(_ code: ReactorError.Code) -> String {
    machine.attemptFailed(ReactorError(code: code, operation: "connect", message: "x"))
    return actions()
  }

  mutating func tell(_ input: Input) -> String {
    output.reset(headroom: 0)
    switch input {
    case .resolved: return resolve(["192.0.2.1", "192.0.2.2"])
    case .resolvedToNothing: return resolve([])
    case .notResolved:
      machine.resolved(.failure(ReactorError(code: .unknownName, operation: "resolve", message: "x")))
    case .attemptFailed: return fail(.connectionRefused)
    case .connected: machine.connected(attempt: 0)
    case .opened: machine.opened(output: output)
    case .answer: return receive(rightAnswer)
    case .refusal: return receive("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
    case .part: return receive("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n")
    case .settled: machine.settled(self.input)
    case .ended: machine.ended(nil)
    case .lost: machine.ended(.tls(TLSError(.truncated, "x")))
    case .stageExpired: machine.expired(.stage(.seconds(1)))
    case .totalExpired: machine.expired(.total(.seconds(2)))
    case .take: machine.take()
    case .proceed: machine.proceed(output: output)
    case .cancel: machine.cancel()
    }
    return actions()
  }

  private var rightAnswer: String {
    machine.stage == .proxy
      ? "HTTP/1.1 200 OK\r\n\r\n"
      : "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + HandshakeKey(nonce: Self.nonce).accept + "\r\n\r\n"
  }

  /// Everything that the machine says until it waits.
  private mutating func actions() -> String {
    var words: [String] = []
    while true {
      let action = machine.next(now: now)
      if case .wait(nil) = action { break }
      if case .write = action { sent.append(String(decoding: output.readable, as: UTF8.self)) }
      words.append(Self.describe(action))
      if case .wait = action { break }
    }
    return words.isEmpty ? "-" : words.joined(separator: ", ")
  }

  private static func describe(_ action: OpeningMachine.Action) -> String {
    switch action {
    case .begin(let stage): "begin \(stage)"
    case .resolve(.name(let host, let port)): "resolve \(host):\(port)"
    case .resolve(.address(let address)): "resolve \(address)"
    case .dial(let attempt, let address): "dial \(attempt) \(address.host)"
    case .keep(let attempt): "keep \(attempt)"
    case .open(let peer): "open \(peer)"
    case .write: "write"
    case .settle: "settle"
    case .hold: "hold"
    case .startOver: "start over"
    case .finish(.success): "open"
    case .finish(.failure(let error)): "fail \(describe(error))"
    case .wait(let until): "wait until \(Int((until ?? .zero) / .milliseconds(1)))"
    }
  }

  private static func describe(_ error: WebSocketTransportError) -> String {
    let cause =
      switch error.cause {
      case .network(let error): "\(error.code.rawValue)"
      case .tls(let error): "\(error.kind)"
      case .webSocket(let error): "\(error.kind)"
      case .proxy(let error): "\(error.kind)"
      case .refused(let refusal): "refused \(refusal.status) \(refusal.body.count)"
      case .timedOut(let limit): "timed out \(Int(limit / .seconds(1)))"
      case .totalTimedOut(let limit): "total \(Int(limit / .seconds(1)))"
      case .crowdedOut, .closedBeforeOpen, .invalidURL, .invalidUnixSocketPath: "\(error.cause)"
      }
    return "\(error.stage) \(cause)" + (error.proxy == nil ? "" : " proxy")
  }
}
