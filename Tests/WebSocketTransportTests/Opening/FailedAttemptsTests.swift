import Foundation
import RealtimeReactor
import RealtimeTLS
import RealtimeTestSupport
import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

/// Failed attempts of all kinds, by the thousand: afterwards the memory is what it was.
@Suite struct FailedAttemptsTests {
  @Test func `a loop closes although whoever loses a connection makes another at once`() throws {
    let loopback = try Loopback(isSecure: false)
    try loopback.serveEcho()
    var count = 0
    func connect() {
      guard let socket = try? loopback.connect() else { return }
      count += 1
      socket.on(.error) { _ in }
      socket.on(.open) { loopback.loop.close() }
      socket.on(.close) { _ in if count < 100 { connect() } }
    }
    connect()
    loopback.loop.run()
    #expect(count == 1)
    let error = #expect(throws: WebSocketTransportError.self) { try loopback.connect() }
    #expect(error?.stage == .configuration && error?.description.contains("the event loop is closed") == true)
  }

  /// In a process of its own, because memory is counted for the whole process. `FAILED_ATTEMPTS` sets the number.
  @Test func `failed attempts of all kinds leave no memory behind`() async {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let environment = ProcessInfo.processInfo.environment
      let count = environment["FAILED_ATTEMPTS"].flatMap { Int($0) } ?? LongWalk.steps(4_000)
      let soak = try FailedAttempts()
      let (before, after) = try HandClock.turned { clock in
        // Caches fill, pools grow to their size, OpenSSL and the allocator make what they keep.
        try soak.run(3_000, by: clock)
        let before = allocatedByteCount()
        try soak.run(count, by: clock)
        return (before, allocatedByteCount())
      }
      var lines = ["failed attempts: \(count), allocated before \(before) bytes, after \(after) bytes"]
      if after > before + before / 20 { lines.append("WRONG: that is more than 5 per cent") }
      lines += soak.wrongVerdicts.prefix(3).map { "WRONG: \($0)" }
      FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
    // What is wrong is told by lines and not by the exit, after which nothing of the output would be left to read.
    let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    FileHandle.standardError.write(Data(output.utf8))
    #expect(!output.contains("WRONG"), "\(output)")
  }
}

/// Bytes that the allocator has given out in this process, from the report that it writes about itself.
private func allocatedByteCount() -> Int {
  typealias MallocInfo = @convention(c) (CInt, UnsafeMutablePointer<FILE>?) -> CInt
  guard let symbol = dlsym(nil, "malloc_info") else { return 0 }
  var memory: UnsafeMutablePointer<CChar>?
  var byteCount = 0
  let stream = open_memstream(&memory, &byteCount)
  _ = unsafeBitCast(symbol, to: MallocInfo.self)(0, stream)
  fclose(stream)
  defer { free(memory) }
  let report = memory.map { String(cString: $0) } ?? ""
  func total(_ element: String) -> Int {
    // The last one is that of all arenas together.
    guard let range = report.range(of: element, options: .backwards) else { return 0 }
    let rest = report[range.upperBound...]
    guard let size = rest.range(of: "size=\"") else { return 0 }
    return Int(rest[size.upperBound...].prefix { $0.isNumber }) ?? 0
  }
  let isFree = total("<total type=\"fast\"") + total("<total type=\"rest\"")
  return total("<system type=\"current\"") - isFree + total("<total type=\"mmap\"")
}

/// Every way to fail that a single loop can have, in turn.
final class FailedAttempts {
  enum Kind: CaseIterable {
    case refusedPort, plainHTTP, cutInHandshake, resetInHandshake, untrusted, wrongHost, refusedUpgrade,
      notWebSocket
    case cancelledAtOnce, cancelledLater, timedOut, noProxy, proxyRefuses, noAddress, badHeader
  }

  private static let concurrencyCount = 16
  private static let settlingTime: Duration = .milliseconds(200)

  private let loop: EventLoop
  private let loopback: Loopback
  private let silent: SilentServer
  private let http: CannedServer
  private let denyingProxy: CannedServer
  private let relay: DamagingRelay
  private let closedPort: UInt16
  private(set) var wrongVerdicts: [String] = []
  private var startedCount = 0
  private var endedCount = 0
  private var goal = 0

  init() throws {
    loopback = try Loopback(isSecure: true)
    loop = loopback.loop
    try loopback.serve(decide: { _ in .refuse(status: 429, body: Array("slow down".utf8)) }) { _ in }
    silent = try SilentServer(on: loop)
    http = try CannedServer("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", on: loop)
    denyingProxy = try CannedServer("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n", on: loop)
    let address = try #require(loopback.server).localAddress
    relay = try DamagingRelay(to: address, on: loop) {
      DamagingRelay.Plan(byteCount: Int.random(in: 0..<400), damage: Bool.random() ? .end : .reset)
    }
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { _ in }
    closedPort = listener.localAddress.port
    listener.close()
  }

  /// So many attempts, some at a time; returns when all have ended.
  func run(_ count: Int, by clock: HandClock) throws {
    goal += count
    for _ in 0..<FailedAttempts.concurrencyCount { startNext() }
    clock.run(loop) { self.endedCount == self.goal }
    // The peers of the last ones have yet to notice.
    var isSettled = false
    loop.schedule(after: FailedAttempts.settlingTime) { isSettled = true }
    clock.run(loop) { isSettled }
  }

  private func startNext() {
    guard startedCount < goal else { return }
    let kind = Kind.allCases[startedCount % Kind.allCases.count]
    startedCount += 1
    do throws(WebSocketTransportError) {
      try start(kind)
    } catch {
      end(kind, error)
    }
  }

  private func end(_ kind: Kind, _ error: WebSocketTransportError?) {
    if error.map({ expectedStages(kind).contains($0.stage) }) != true {
      wrongVerdicts.append("\(kind): \(error.map(\.description) ?? "open")")
    }
    loop.enqueueLocally {
      self.endedCount += 1
      self.startNext()
    }
  }

  private func start(_ kind: Kind) throws(WebSocketTransportError) {
    var configuration = loopback.clientConfiguration
    var endpoint = WebSocketEndpoint(
      host: "127.0.0.1", port: loopback.server?.localAddress.port ?? 0, isSecure: true)
    change(&endpoint, &configuration, for: kind)
    let client = try WebSocket(to: endpoint, configuration: configuration, on: loop)
    var error: WebSocketTransportError?
    client.on(.error) { error = $0 }
    client.on(.open) { [unowned client] in client.terminate() }
    client.on(.close) { [unowned self] _ in end(kind, error) }
    if kind == .cancelledAtOnce { client.terminate() }
    if kind == .cancelledLater {
      loop.schedule(after: .milliseconds(Int.random(in: 0..<8))) { [weak client] in client?.terminate() }
    }
  }

  private func change(
    _ endpoint: inout WebSocketEndpoint, _ configuration: inout WebSocketConfiguration, for kind: Kind
  ) {
    switch kind {
    case .refusedPort: endpoint.port = closedPort
    case .plainHTTP: endpoint.port = http.port
    case .cutInHandshake, .resetInHandshake: endpoint.port = relay.address.port
    case .untrusted: configuration.tls = TLSConfiguration()
    case .wrongHost:
      endpoint.host = "wrong.example"
      configuration.resolver = FixedResolver(hosts: ["127.0.0.1"])
      configuration.proxy = .none
    case .refusedUpgrade, .cancelledAtOnce, .cancelledLater: break
    case .notWebSocket:
      endpoint.port = http.port
      endpoint.isSecure = false
    case .timedOut:
      endpoint.port = silent.port
      configuration.timeLimits.tls = .milliseconds(1)
    case .noProxy: configuration.proxy = .server(.init(.socks5, host: "127.0.0.1", port: closedPort))
    case .proxyRefuses:
      let credentials = ProxyCredentials(user: "user", password: "secretkey")
      configuration.proxy = .server(
        .init(.http, host: "127.0.0.1", port: denyingProxy.port, credentials: credentials))
    case .noAddress:
      endpoint.host = "nowhere.example"
      configuration.resolver = FixedResolver(hosts: [])
      configuration.proxy = .none
    case .badHeader: configuration.headers.append("bad name", "x")
    }
  }

  private func expectedStages(_ kind: Kind) -> Set<WebSocketTransportError.Stage> {
    switch kind {
    case .refusedPort, .noProxy: [.connect]
    case .plainHTTP, .untrusted, .wrongHost, .timedOut: [.tls]
    // A resumed session needs fewer bytes, so that the cut may come later than TLS.
    case .cutInHandshake, .resetInHandshake: [.tls, .upgrade]
    case .refusedUpgrade, .notWebSocket: [.upgrade]
    case .cancelledAtOnce: [.open]
    // The refusal may be quicker.
    case .cancelledLater: [.open, .upgrade]
    case .proxyRefuses: [.proxy]
    case .noAddress: [.resolve]
    case .badHeader: [.configuration]
    }
  }
}
