import Foundation
@testable import RealtimeReactor
import RealtimeTestSupport
import Testing

/// A process without standard descriptors, and one that has few or none left. Each test runs in a process of its own.
@Suite struct DescriptorTests {
  @Test(arguments: 1..<8)
  func `a process that was started without standard descriptors has loops and connections`(closed: Int) async {
    await #expect(processExitsWith: .success) { [closed] in
      for descriptor in CInt(0)...2 where closed & 1 << Int(descriptor) != 0 { close(descriptor) }
      let pair = try TestPair(on: EventLoop())
      pair.client.onConnect = { $0.write([1]) }
      pair.server.onReceive = { _ in
        pair.loop.reportUnhandled(ReactorError(code: .timedOut, operation: "test", message: "none"))
        pair.closeBoth()
      }
      pair.run()
      pair.loop.close()
      try #require(pair.server.received == [1])
      for descriptor in CInt(0)...2 where closed & 1 << Int(descriptor) != 0 {
        try #require(isTakenByNoSocket(descriptor))
      }
    }
  }

  @Test func `standard descriptors that are closed later become no connection`() async {
    await #expect(processExitsWith: .success) {
      let loop = try EventLoop()
      for descriptor in CInt(0)...2 { close(descriptor) }
      let server = TestOwner()
      let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) {
        $0.owner = server
        $0.write([1])
      }
      for descriptor in CInt(0)...2 { close(descriptor) }
      let client = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
      try #require(client == 0)
      connect(client, to: listener.localAddress)
      server.onEnd = {
        $0.close()
        listener.close()
      }
      shutdown(client, CInt(SHUT_WR))
      loop.run()
      try #require(server.isClosed && isTakenByNoSocket(1) && isTakenByNoSocket(2))
    }
  }

  /// The first loop of a process is where libuv would end it, so the limits rise to the first that is enough.
  @Test func `with too few descriptors every call throws, whatever the limit`() async {
    await #expect(processExitsWith: .success) {
      let open = descriptorsInUse()
      var outcomes: Set<String> = []
      for limit in 0...open + 24 {
        setDescriptorLimit(limit)
        do {
          let loop = try EventLoop()
          outcomes.insert("loop")
          loop.unhandledError = { _ in }
          defer { loop.close() }
          var isResolved = false
          loop.resolve(host: "nobody.invalid", port: 80) { _ in isResolved = true }
          loop.run()
          try #require(isResolved)
          _ = try TestPair(on: loop)
          outcomes.insert("connection")
        } catch let error as ReactorError {
          try #require(error.code == .tooManyOpenFiles)
          outcomes.insert("error")
        }
      }
      try #require(outcomes == ["error", "loop", "connection"])
    }
  }

  /// libuv's own listening would accept, fail and call back on and on within one call, and the loops would never come
  /// to anything else.
  @Test(arguments: [1, 2])
  func `loops go on while no descriptor is left, and then serve whoever waited`(loopCount: Int) async {
    await #expect(processExitsWith: .success) { [loopCount] in
      var configuration = EventLoopGroup.Configuration()
      configuration.loopCount = loopCount
      let group = try EventLoopGroup(configuration: configuration)
      let reports = Locked(0)
      _ = try group.onEachLoop { loop in loop.unhandledError = { _ in reports.withLock { $0 += 1 } } }
      var options = TCPListener.Options()
      // The process inherits so many descriptors that an eighth of the limit may be more than is free here.
      options.reservedDescriptorCount = 0
      let address = try group.listen(options: options) { connection in
        connection.owner = TestOwner()
        connection.write([7])
        connection.close()
      }
      let first = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
      connect(first, to: address)
      // With the end the server's descriptor is free, and is taken below as all others.
      try #require(readByte(first) == 7 && readByte(first) == nil)
      let waiting = (0..<20).map { _ in socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0) }
      setDescriptorLimit(descriptorsInUse() + 8)
      var taken: [CInt] = []
      while true {
        let descriptor = dup(first)
        if descriptor < 0 { break }
        taken.append(descriptor)
      }
      for client in waiting { connect(client, to: address) }
      // A tick that never ends would let none of this happen.
      let counts = try ticks(of: group, during: .milliseconds(300))
      try #require(counts.allSatisfy { $0 < 100 })
      try #require(reports.withLock { $0 } <= loopCount)
      for descriptor in taken { close(descriptor) }
      for client in waiting { try #require(readByte(client) == 7) }
      try #require(reports.withLock { (1...loopCount).contains($0) })
      try group.stop()
    }
  }

  @Test func `connections leave the reserved descriptors free, and wait for others`() async {
    await #expect(processExitsWith: .success) {
      let loop = try EventLoop()
      var reports: [String] = []
      loop.unhandledError = { reports.append("\($0)") }
      var options = TCPListener.Options()
      options.reservedDescriptorCount = 10
      var accepted: [TCPConnection] = []
      var acceptedCount = 0
      let server = TestOwner()
      let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop, options: options) {
        acceptedCount += 1
        accepted.append($0)
        $0.owner = server
      }
      let waiting = (0..<40).map { _ in socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0) }
      setDescriptorLimit(descriptorsInUse() + 30)
      for client in waiting { connect(client, to: listener.localAddress) }
      var freeCount: Int?
      loop.schedule(every: .milliseconds(50), startingAfter: .milliseconds(100)) { _ in
        if freeCount == nil { freeCount = spareDescriptorCount() }
        for connection in accepted { connection.close() }
        accepted = []
        if acceptedCount == waiting.count { loop.stop() }
      }
      loop.run()
      // One connection tells that the ceiling is reached; what runs the tests may open a few of its own meanwhile.
      try #require((6...9).contains(freeCount ?? 0))
      try #require(acceptedCount == 40)
      try #require(reports.count == 1 && reports[0].contains("reservedDescriptorCount"))
    }
  }
}

/// The loop puts the null device there; what runs the tests may have opened something of its own a moment earlier.
private func isTakenByNoSocket(_ descriptor: CInt) -> Bool {
  var status = stat()
  return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT != S_IFSOCK
}

private func setDescriptorLimit(_ count: Int) {
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  limit.rlim_cur = rlim_t(count)
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// The lowest descriptor above all that are open, once those below it are open too: a process that a test starts
/// inherits descriptors of the tests before it, with gaps between them.
private func descriptorsInUse() -> Int {
  var highest = CInt(0)
  for descriptor in CInt(0)..<4096 where fcntl(descriptor, F_GETFD) != -1 { highest = descriptor }
  var filled = CInt(0)
  repeat { filled = dup(0) } while filled >= 0 && filled < highest
  return Int(max(filled, highest)) + 1
}

private func spareDescriptorCount() -> Int {
  var spare: [CInt] = []
  while true {
    let descriptor = dup(0)
    if descriptor < 0 { break }
    spare.append(descriptor)
  }
  for descriptor in spare { close(descriptor) }
  return spare.count
}

private func connect(_ descriptor: CInt, to address: SocketAddress) {
  address.withSystemAddress { pointer in
    _ = Glibc.connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
  }
}

private func readByte(_ descriptor: CInt) -> UInt8? {
  // A byte that never comes fails the test, and does not hang it.
  var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  guard poll(&waiting, 1, 20_000) == 1 else { return nil }
  var byte: UInt8 = 0
  return recv(descriptor, &byte, 1, 0) == 1 ? byte : nil
}

private func ticks(of group: EventLoopGroup, during time: Duration) throws -> [UInt64] {
  let before = try group.onEachLoop { $0.tickCount }
  _ = try group.onEachLoop { loop in
    loop.schedule(after: time) {}
    return 0
  }
  Thread.sleep(forTimeInterval: Double(time.components.attoseconds) / 1e18)
  let after = try group.onEachLoop { $0.tickCount }
  return zip(after, before).map { $0 - $1 }
}
