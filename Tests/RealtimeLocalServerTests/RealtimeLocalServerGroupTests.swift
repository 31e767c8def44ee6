import RealtimeJSON
import RealtimeTestSupport
import Synchronization
import Testing
import WebSocketTransport

@testable import RealtimeLocalServer

@Suite struct RealtimeLocalServerGroupTests {
  /// A client on a loop of the test's own.
  private func client(
    of servers: RealtimeLocalServerGroup, on loop: EventLoop
  ) throws -> RawClient {
    let tls = TLSConfiguration(trusting: servers.certificateAuthorityPEM)
    let endpoint = try WebSocketEndpoint(servers.webSocketURL)
    return RawClient(try WebSocket(to: endpoint, configuration: .init(tls: tls), on: loop))
  }

  private func loops(_ count: Int) throws -> EventLoopGroup {
    var settings = EventLoopGroup.Configuration()
    settings.loopCount = count
    return try EventLoopGroup(configuration: settings)
  }

  @Test func `sessions over wss are spread over the loops and numbered together`() throws {
    let servers = try RealtimeLocalServerGroup(loops: 2)
    let seen = Mutex<Set<Int>>([])
    let watched = try servers.onEachServer { server in
      server.onEvent = { event in _ = seen.withLock { $0.insert(event.session) } }
      return server.loop.isOnLoop && server.baseURL.hasPrefix("https://127.0.0.1:")
    }
    #expect(watched == [true, true])

    let loop = try EventLoop()
    let clients = try (0..<32).map { _ in try client(of: servers, on: loop) }
    for client in clients {
      client.onEvent = { [unowned client] event in
        switch event["type"]?.string {
        case "session.created":
          client.send(["type": "response.create", "response": ["output_modalities": ["text"]]])
        case "response.done": client.close()
        default: break
        }
      }
    }
    loop.run()
    #expect(clients.allSatisfy { $0.events.types.contains("response.done") })
    let numbers = seen.withLock { $0 }
    #expect(numbers == Set(1...32))
    #expect(servers.counts.openedSessions == 32)
    // The kernel chooses by a hash of the addresses: among 32 connections both are chosen.
    let counts = try servers.onEachServer { $0.requests.count }
    #expect(counts.reduce(0, +) == 32 && !counts.contains(0))
    #expect(try servers.drain(deadline: .seconds(10)) == 0)
    #expect(servers.sessionCount == 0)
  }

  @Test func `any thread commands a session of any loop, and reads the counts of all`() throws {
    let servers = try RealtimeLocalServerGroup(loops: 2)
    let loop = try EventLoop()
    let clients = try (0..<8).map { _ in try client(of: servers, on: loop) }
    var readyCount = 0
    for client in clients {
      client.onEvent = { event in
        guard event["type"] == "session.created" else { return }
        readyCount += 1
        guard readyCount == clients.count else { return }
        for number in 1...8 { servers.perform(.close(.tryAgainLater), session: number) }
      }
    }
    loop.run()
    #expect(clients.allSatisfy { $0.closeReport?.code == .tryAgainLater })
    #expect(try servers.drain(deadline: .seconds(10)) == 0)
    #expect(
      servers.counts
        == .init(
          connections: 8, upgradeRequests: 8, refusedRequests: 0, openedSessions: 8, openSessions: 0,
          mostOpenSessions: 8))
  }

  @Test func `draining waits for the sessions, until the deadline, and accepts no other`() throws {
    let group = try loops(2)
    let servers = try RealtimeLocalServerGroup(on: group)
    let stubborn = Mutex<[CloseCode?]>([])
    let isReady = Rendezvous<Bool>()
    let loop = try loops(1)
    loop.place { [self] loop in
      do {
        let client = try client(of: servers, on: loop)
        client.onEvent = { if $0["type"] == "session.created" { isReady.settle(true) } }
        client.socket.on(.close) { report in stubborn.withLock { $0.append(report.code) } }
        loop.shared { Keeper() }.kept.append(client)
      } catch {
        Issue.record(error)
        isReady.settle(false)
      }
    }
    #expect(isReady.wait())
    #expect(servers.sessionCount == 1)
    #expect(try servers.drain(deadline: .milliseconds(50)) == 1)
    #expect(servers.sessionCount == 0)
    let left = try servers.onEachServer { _ in true }
    #expect(left.isEmpty)
    #expect(try loop.drain(deadline: .seconds(10)) == 0)
    let codes = stubborn.withLock { $0 }
    #expect(codes == [.goingAway])
    // The loops are not the server's.
    let goOn = try group.onEachLoop { $0.isOnLoop }
    #expect(goOn == [true, true])
    try group.stop()
  }

  @Test func `sessions are walked and closed on their loops, and draining blocks no task`() async throws {
    let servers = try RealtimeLocalServerGroup(loops: 2)
    let clients = try loops(1)
    let codes = Mutex<[CloseCode]>([])
    await withCheckedContinuation { continuation in
      clients.place { [self] loop in
        var readyCount = 0
        for _ in 0..<16 {
          guard let client = try? client(of: servers, on: loop) else {
            Issue.record("no client")
            continue
          }
          client.onEvent = { event in
            guard event["type"] == "session.created" else { return }
            readyCount += 1
            if readyCount == 16 { continuation.resume() }
          }
          client.socket.on(.close) { report in codes.withLock { $0.append(report.code) } }
          loop.shared { Keeper() }.kept.append(client)
        }
      }
    }
    let numbers = Mutex<Set<Int>>([])
    _ = try servers.onEachServer { server in
      server.forEachSession { number, socket in
        #expect(socket.loop.isOnLoop && socket.remoteAddress?.host == "127.0.0.1")
        _ = numbers.withLock { $0.insert(number) }
        #expect(throws: Never.self) { try socket.close(.init(rawValue: 4000), reason: "enough") }
      }
    }
    #expect(numbers.withLock { $0 } == Set(1...16))
    #expect(await servers.drain(deadline: .seconds(3600)) == 0)
    #expect(servers.sessionCount == 0)
    _ = try await Task.detached { try clients.drain(deadline: .seconds(10)) }.value
    #expect(codes.withLock { $0 } == Array(repeating: CloseCode(rawValue: 4000), count: 16))
  }

  @Test func `the limit of sessions is that of all loops together`() throws {
    var configuration = RealtimeLocalServer.Configuration()
    configuration.maximumSessionCount = 1
    let servers = try RealtimeLocalServerGroup(configuration: configuration, loops: 2)
    let loop = try EventLoop()
    let first = try client(of: servers, on: loop)
    var refused: [RawClient] = []
    func tryNext() {
      guard refused.count < 8, let next = try? client(of: servers, on: loop) else { return first.close() }
      refused.append(next)
      next.socket.on(.close) { _ in tryNext() }
    }
    first.onEvent = { if $0["type"] == "session.created" { tryNext() } }
    loop.run()
    #expect(refused.map { $0.error?.refusal?.status } == Array(repeating: 429, count: 8))
    servers.close()
    #expect(try servers.drain(deadline: .seconds(10)) == 0)
    #expect(servers.counts.openedSessions == 1)
  }

  @Test func `what cannot be had is a typed error, and nothing is left behind`() throws {
    let group = try loops(2)
    var configuration = RealtimeLocalServer.Configuration()
    configuration.isSecure = false
    let loop = try EventLoop()
    let taken = try TCPListener.bind(to: .loopback(port: 0), on: loop) { _ in }
    configuration.address = taken.localAddress
    let onGroup = refusal { () throws(RealtimeLocalServerError) in
      try RealtimeLocalServerGroup(configuration: configuration, on: group)
    }
    #expect(onGroup == "listening")
    let onLoops = refusal { () throws(RealtimeLocalServerError) in
      try RealtimeLocalServerGroup(configuration: configuration, loops: 2)
    }
    #expect(onLoops == "listening")
    let onLoop = try group.onEachLoop { _ in (try? RealtimeLocalServerGroup(on: group)) == nil }
    #expect(onLoop == [true, true])
    #expect(try group.drain(deadline: .seconds(10)) == 0)
    let tooLate = refusal { () throws(RealtimeLocalServerError) in try RealtimeLocalServerGroup(on: group) }
    #expect(tooLate == "loops")
    loop.close()
  }

  /// What kind of error it ends with, if any.
  private func refusal(
    _ make: () throws(RealtimeLocalServerError) -> RealtimeLocalServerGroup
  ) -> String? {
    do throws(RealtimeLocalServerError) {
      _ = try make()
      return nil
    } catch {
      switch error {
      case .certificate: return "certificate"
      case .loops: return "loops"
      case .listening: return "listening"
      }
    }
  }

  /// What lives as long as its loop.
  private final class Keeper {
    var kept: [RawClient] = []
  }
}
