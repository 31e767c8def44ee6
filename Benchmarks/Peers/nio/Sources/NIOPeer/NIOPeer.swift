import CMeasurement
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// SwiftNIO, NIOSSL and Foundation's `JSONDecoder`, one event loop.
@main
enum NIOPeer {
  static func main() throws {
    var options = bench_options()
    // The name is kept, not copied: it must outlive the call.
    let name: StaticString = CommandLine.arguments.contains("--no-decode") ? "nio-no-decode" : "nio"
    name.withUTF8Buffer { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        bench_parse(CommandLine.argc, CommandLine.unsafeArgv, $0.baseAddress, &options)
      }
    }
    // Read by the counting functions for the life of the process.
    let shared = UnsafeMutablePointer<bench_options>.allocate(capacity: 1)
    shared.initialize(to: options)
    bench_begin(shared)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let run = try Run(options: options, eventLoop: group.next())
    try run.start().wait()
    exit(bench_report())
  }
}

/// What all sessions share. Its mutable state belongs to the one event loop.
final class Run: @unchecked Sendable {
  let mode: bench_mode
  let decodes: Bool
  let events: Int
  let appendAudio: Data
  private let sessions: Int
  private let host: String
  private let port: Int
  private let target: String
  private let tls: NIOSSLContext?
  private let eventLoop: any EventLoop
  private let done: EventLoopPromise<Void>
  private var startedCount = 0
  private var openCount = 0
  private var finishedCount = 0

  init(options: bench_options, eventLoop: any EventLoop) throws {
    mode = options.mode
    decodes = options.decodes
    events = options.events
    sessions = Int(options.sessions)
    host = withUnsafeBytes(of: options.host) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    port = withUnsafeBytes(of: options.port) {
      Int(String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)) ?? 0
    }
    target = withUnsafeBytes(of: options.target) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    appendAudio = Data((0..<BENCH_APPEND_AUDIO_BYTES).map { UInt8(truncatingIfNeeded: $0 * 7) })
    if options.is_secure, let path = options.ca_path {
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.trustRoots = .file(String(cString: path))
      tls = try NIOSSLContext(configuration: configuration)
    } else {
      tls = nil
    }
    self.eventLoop = eventLoop
    done = eventLoop.makePromise()
  }

  func start() -> EventLoopFuture<Void> {
    eventLoop.execute { self.startNext() }
    return done.futureResult
  }

  func didOpen() {
    bench_did_open()
    openCount += 1
    if openCount == 1 { bench_mark_one_session() }
    startNext()
    guard mode == BENCH_IDLE, openCount == sessions else { return }
    _ = eventLoop.scheduleTask(in: .seconds(2)) {
      bench_mark_all_sessions()
      self.done.succeed()
    }
  }

  func didFinish() {
    finishedCount += 1
    if finishedCount == sessions { done.succeed() }
  }

  private func startNext() {
    while startedCount < sessions && startedCount - openCount < BENCH_CONNECTING_AT_ONCE {
      startedCount += 1
      connect()
      // The first one alone, so that what the process needs once is not counted as a session's.
      if startedCount == 1 { return }
    }
  }

  private func connect() {
    ClientBootstrap(group: eventLoop)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try self.configure(channel).whenFailure(self.didFail) }
      }
      .connect(host: host, port: port)
      .whenFailure(didFail)
  }

  @Sendable
  private func didFail(_ error: any Error) {
    bench_did_fail("\(error)")
    done.fail(error)
  }

  private func configure(_ channel: any Channel) throws -> EventLoopFuture<Void> {
    let pipeline = channel.pipeline.syncOperations
    if let tls { try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: nil)) }
    let upgrader = NIOTypedWebSocketClientUpgrader<Void>(maxFrameSize: 1 << 20) { channel, _ in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(SessionHandler(run: self))
      }
    }
    var headers = HTTPHeaders()
    headers.add(name: "Host", value: "\(host):\(port)")
    headers.add(name: "Authorization", value: "Bearer none")
    let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: target, headers: headers)
    let upgrade = NIOTypedHTTPClientUpgradeConfiguration<Void>(
      upgradeRequestHead: head, upgraders: [upgrader],
      notUpgradingCompletionHandler: { $0.eventLoop.makeFailedFuture(NotUpgraded()) })
    var configuration = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: upgrade)
    // By default what follows the 101 in the same read is dropped.
    configuration.leftOverBytesStrategy = .forwardBytes
    return try pipeline.configureUpgradableHTTPClientPipeline(configuration: configuration)
  }
}

struct NotUpgraded: Error {}
