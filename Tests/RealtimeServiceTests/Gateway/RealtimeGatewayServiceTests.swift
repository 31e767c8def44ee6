#if Service
import InMemoryLogging
import Logging
@testable import RealtimeService
import RealtimeTestSupport
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing

/// Servers that end as their service group does.
@Suite struct RealtimeGatewayServiceTests {
  /// A gateway, a client that is connected to it, and the report of its shutdown.
  private final class Rig: Sendable {
    let group: EventLoopGroup
    let servers: WebSocketServerGroup
    let reports = Locked<[RealtimeGatewayService.Report]>([])
    let logs = InMemoryLogHandler()

    init() throws {
      var configuration = EventLoopGroup.Configuration()
      configuration.loopCount = 1
      group = try EventLoopGroup(configuration: configuration)
      servers = try WebSocketServerGroup(configuration: .init(), on: group) { _, _ in }
    }

    func service(deadline: Duration) -> RealtimeGatewayService {
      RealtimeGatewayService(
        servers, deadline: deadline, logger: Logger(label: "gateway") { [logs] _ in logs },
        onShutdown: { [reports] report in reports.withLock { $0.append(report) } })
    }

    /// Connects, and returns how the connection will have ended: its code.
    func connect() async throws -> AsyncStream<UInt16> {
      let (ends, continuation) = AsyncStream<UInt16>.makeStream()
      let port = servers.localAddress.port
      _ = try await LoopBound.make(on: group.loops[0]) { [loop = group.loops[0]] in
        let socket = try WebSocket(to: WebSocketEndpoint("ws://127.0.0.1:\(port)/"), on: loop)
        socket.on(.close) { report in
          continuation.yield(report.code.rawValue)
          continuation.finish()
        }
        return socket
      }
      while servers.connectionCount == 0 { await Task.yield() }
      return ends
    }
  }

  private static func first(_ ends: AsyncStream<UInt16>) async -> UInt16? { await ends.first { _ in true } }

  @Test func `on a graceful shutdown calls may end, and at the deadline the rest is closed and reported`() async throws
  {
    let rig = try Rig()
    let ends = try await rig.connect()
    try await testGracefulShutdown { trigger in
      async let run: Void = rig.service(deadline: .milliseconds(20)).run()
      trigger.triggerGracefulShutdown()
      try await run
    }
    #expect(await Self.first(ends) == 1001)
    #expect(rig.reports.withLock { $0 } == [.init(cutCount: 1, isCancelled: false)])
    #expect(rig.logs.entries.map(\.message) == ["Gateway has shut down"])
    #expect(rig.logs.entries.first?.metadata["connections.cut"] == "1")
    try rig.group.stop()
  }

  @Test func `a service whose calls have ended returns before the deadline`() async throws {
    let rig = try Rig()
    let ends = try await rig.connect()
    try await testGracefulShutdown { trigger in
      async let run: Void = rig.service(deadline: .seconds(3_600)).run()
      trigger.triggerGracefulShutdown()
      try rig.servers.closeConnections(.normalClosure)
      try await run
    }
    #expect(await Self.first(ends) == 1000)
    #expect(rig.reports.withLock { $0 } == [.init(cutCount: 0, isCancelled: false)])
    try rig.group.stop()
  }

  @Test(arguments: [false, true])
  func `a task that is cancelled closes everything at once`(isShuttingDown: Bool) async throws {
    let rig = try Rig()
    let ends = try await rig.connect()
    try await testGracefulShutdown { trigger in
      let run = Task { try await rig.service(deadline: .seconds(3_600)).run() }
      if isShuttingDown { trigger.triggerGracefulShutdown() }
      run.cancel()
      try await run.value
    }
    #expect(await Self.first(ends) == 1001)
    #expect(rig.reports.withLock { $0 } == [.init(cutCount: 1, isCancelled: true)])
    try rig.group.stop()
  }

  @Test func `in a service group it ends when the group does`() async throws {
    let rig = try Rig()
    let logger = Logger(label: "group") { _ in SwiftLogNoOpLogHandler() }
    let services = ServiceGroup(services: [rig.service(deadline: .zero)], logger: logger)
    async let run: Void = services.run()
    await services.triggerGracefulShutdown()
    try await run
    #expect(rig.reports.withLock { $0.count } == 1)
    try rig.group.stop()
  }
}
#endif
