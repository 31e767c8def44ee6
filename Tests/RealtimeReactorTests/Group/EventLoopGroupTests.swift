import Foundation
import RealtimeReactor
import RealtimeTestSupport
import Testing

@Suite struct EventLoopGroupTests {
  private func group(_ loopCount: Int, name: String = "loop") throws -> EventLoopGroup {
    var configuration = EventLoopGroup.Configuration()
    configuration.loopCount = loopCount
    configuration.name = name
    return try EventLoopGroup(configuration: configuration)
  }

  @Test func `each loop runs on a thread of its own, which carries the group's name`() throws {
    let group = try group(3, name: "gateway")
    let threads = try group.onEachLoop { loop in
      #expect(loop.isOnLoop && EventLoop.current === loop)
      return ThreadFacts()
    }
    #expect(Set(threads.map(\.identifier)).count == 3)
    #expect(!threads.map(\.identifier).contains(ThreadFacts().identifier))
    #expect(threads.map(\.name) == ["gateway-0", "gateway-1", "gateway-2"])
    try group.stop()
  }

  @Test func `a group has a loop for each processor by default, and at least one`() throws {
    #expect(EventLoopGroup.Configuration().loopCount == EventLoopGroup.availableProcessorCount)
    let group = try group(0, name: "a name that is longer than the system keeps")
    #expect(group.loops.count == 1)
    #expect(try group.onEachLoop { _ in ThreadFacts().name } == ["a name that is "])
    try group.stop()
  }

  @Test func `work goes to the loop with the fewest connections, and equals take turns`() throws {
    let group = try group(2)
    let first = group.loops[0]
    let turns = Counts()
    for _ in 0..<8 {
      #expect(group.place { loop in turns.add(loop === first ? 0 : 1) })
      _ = try group.onEachLoop { _ in }
    }
    #expect(turns.of == [0: 4, 1: 4])

    // The kernel accepts for a listener whose loop does not run.
    let server = try EventLoop()
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: server) { _ in }
    let address = listener.localAddress
    _ = try group.onEachLoop { loop in
      for _ in 0..<3 where loop === first { _ = try? Sink.connect(to: address, on: loop) {} }
    }
    #expect(group.loops.map(\.connectionCount) == [3, 0])
    let placed = Counts()
    for _ in 0..<3 { group.place { loop in placed.add(loop === first ? 0 : 1) } }
    _ = try group.onEachLoop { _ in }
    #expect(placed.of == [1: 3])
    #expect(try group.stop() == 3)
    server.close()
  }

  @Test func `listeners of all loops share the port that the system chose, and all accept`() throws {
    let group = try group(2)
    let counts = Counts()
    let address = try group.listen { connection in
      connection.owner = Sink()
      counts.add(group.loops.firstIndex { $0 === connection.loop } ?? -1)
    }
    #expect(address.port > 0)
    let client = try EventLoop()
    // The kernel chooses by a hash of the addresses: among 64 connections both are chosen.
    let sinks = try (0..<64).map { _ in try Sink.connect(to: address, on: client) {} }
    while counts.total < 64 { client.runOnce() }
    #expect(counts.of.keys.sorted() == [0, 1])
    #expect(group.connectionCount == 64)
    for sink in sinks { sink.connection?.close() }
    client.close()
    try group.stop()
  }

  @Test func `draining lets connections come to their end`() throws {
    let group = try group(2)
    let address = try group.listen { $0.owner = Sink() }
    let client = try EventLoop()
    let sinks = try (0..<8).map { _ in try Sink.connect(to: address, on: client) {} }
    while group.connectionCount < 8 { client.runOnce() }

    let begun = Counts()
    let drained = Drained(group, deadline: .seconds(60)) { _ in begun.add(0) }
    while begun.total < 2 { client.runOnce() }
    // Nothing listens any more, and what is open goes on.
    _ = client.execute {}
    #expect(group.connectionCount == 8 && !drained.isDone)
    for sink in sinks { sink.connection?.shutdown() }
    while !drained.isDone { client.runOnce() }
    #expect(drained.join() == 0)
    #expect(group.connectionCount == 0)
    client.close()
  }

  @Test func `what is open at the deadline is cut, and its owner told`() throws {
    let group = try group(2)
    let cut = Counts()
    let address = try group.listen {
      $0.owner = Sink { error in cut.add(error == nil ? 0 : 1) }
    }
    let client = try EventLoop()
    let sinks = try (0..<4).map { _ in try Sink.connect(to: address, on: client) {} }
    while group.connectionCount < 4 { client.runOnce() }
    #expect(try group.drain(deadline: .milliseconds(1)) == 4)
    #expect(cut.of == [1: 4])
    #expect(sinks.count == 4)
    client.close()
  }

  @Test func `a group that has ended refuses work, and ends again without an effect`() throws {
    let group = try group(2)
    #expect(try group.drain(deadline: .seconds(1)) == 0)
    #expect(!group.place { _ in })
    #expect(throws: ReactorError.self) { try group.onEachLoop { _ in } }
    #expect(try group.stop() == 0)
    #expect(try group.drain(deadline: .seconds(1)) == 0)
  }

  @Test func `waiting for a group on one of its own loops is refused, not a deadlock`() throws {
    let group = try group(1)
    let codes = try group.onEachLoop { _ in
      [
        code { try group.drain(deadline: .zero) }, code { try group.stop() },
        code { _ = try group.onEachLoop { _ in } },
      ]
    }
    #expect(codes == [Array(repeating: "EDEADLK", count: 3)])
    try group.stop()
  }

  @Test func `the shared group is one for the process, runs, and is never ended`() async throws {
    let group = try EventLoopGroup.shared
    #expect(try EventLoopGroup.shared === group)
    #expect(group.loops.count == EventLoopGroup.availableProcessorCount)
    #expect(code { try group.stop() } == "EPERM")
    #expect(code { try group.drain(deadline: .zero) } == "EPERM")
    let loop = group.nextLoop()
    #expect(await Task(executorPreference: loop) { loop.isOnLoop && EventLoop.current === loop }.value)
    let threads = try group.onEachLoop { _ in ThreadFacts().identifier }
    #expect(!threads.contains(ThreadFacts().identifier))
  }

  @Test func `the next loop is that with the least load, and equals take turns`() throws {
    let group = try group(2)
    let turns = (0..<8).map { _ in group.nextLoop() === group.loops[0] }
    #expect(turns == [true, false, true, false, true, false, true, false])
    try group.stop()
  }

  @Test func `what is to end with a loop that drains already ends`() throws {
    let group = try group(1)
    let ended = Counts()
    try group.drain(deadline: .seconds(60)) { loop in
      loop.enqueueLocally { loop.whenDraining { ended.add(0) } }
    }
    #expect(ended.total == 1)
  }

  @Test func `any thread may place work and ask for counts while others do`() throws {
    let group = try group(2)
    let counts = Counts()
    let threads = (0..<4).map { _ in
      SystemThread {
        for _ in 0..<500 {
          group.place { _ in counts.add(0) }
          _ = group.connectionCount
        }
      }
    }
    for thread in threads { thread.join() }
    _ = try group.onEachLoop { _ in }
    #expect(counts.total == 2000)
    try group.stop()
  }
}

extension EventLoopGroup {
  /// Listens on every loop at one address, and stops when the group drains.
  func listen(
    options: TCPListener.Options = .init(), accept: @escaping @Sendable (TCPConnection) -> Void
  ) throws -> SocketAddress {
    let address = Locked(SocketAddress.loopback(port: 0))
    _ = try onEachLoop { [options] loop in
      var options = options
      options.reusePort = true
      let place = address.withLock { $0 }
      guard let listener = try? TCPListener.bind(to: place, on: loop, options: options, accept: accept) else { return }
      loop.whenDraining { listener.close() }
      address.withLock { $0 = listener.localAddress }
    }
    return address.withLock { $0 }
  }
}

private func code(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "none"
  } catch {
    return (error as? ReactorError)?.code.rawValue ?? "another"
  }
}

/// Which thread the caller runs on.
private struct ThreadFacts: Sendable {
  let identifier = UInt(pthread_self())
  let name: String

  init() {
    let line = (try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)) ?? ""
    name = String(line.dropLast())
  }
}

/// How often each of a few numbers came, from any thread.
private final class Counts: Sendable {
  private let counts = Locked<[Int: Int]>([:])

  func add(_ number: Int) { counts.withLock { $0[number, default: 0] += 1 } }

  var of: [Int: Int] { counts.withLock { $0 } }
  var total: Int { of.values.reduce(0, +) }
}

/// An owner that reads what comes, ends when the peer does, and may tell how its connection ended.
private final class Sink: TCPConnectionOwner {
  private(set) var connection: TCPConnection?
  private let didEnd: (ReactorError?) -> Void
  private var didOpen: () -> Void = {}

  init(_ didEnd: @escaping (ReactorError?) -> Void = { _ in }) {
    self.didEnd = didEnd
  }

  @discardableResult
  static func connect(
    to address: SocketAddress, on loop: EventLoop, _ didOpen: @escaping () -> Void
  ) throws -> Sink {
    let sink = Sink()
    sink.didOpen = didOpen
    sink.connection = try TCPConnection.connect(to: address, on: loop, owner: sink)
    return sink
  }

  func didConnect(_ connection: TCPConnection) { didOpen() }
  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {}
  func didReceiveEnd(_ connection: TCPConnection) { connection.shutdown() }

  func didClose(_ connection: TCPConnection, error: ReactorError?) {
    self.connection = nil
    didEnd(error)
  }
}

/// A thread of the system, to be joined.
private final class SystemThread {
  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private var thread = pthread_t()

  init(_ run: @escaping @Sendable () -> Void) {
    let body = Unmanaged.passRetained(Body(run))
    pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
  }

  func join() { pthread_join(thread, nil) }
}

/// A drain under way on a thread of its own.
private final class Drained {
  private final class Outcome: Sendable {
    let cutCount = Locked<Int?>(nil)
  }

  private let outcome = Outcome()
  private let thread: SystemThread

  init(
    _ group: EventLoopGroup, deadline: Duration, begin: @escaping @Sendable (EventLoop) -> Void
  ) {
    thread = SystemThread { [outcome] in
      let count = try? group.drain(deadline: deadline, begin: begin)
      outcome.cutCount.withLock { $0 = count ?? -1 }
    }
  }

  var isDone: Bool { outcome.cutCount.withLock { $0 != nil } }

  func join() -> Int? {
    thread.join()
    return outcome.cutCount.withLock { $0 }
  }
}
