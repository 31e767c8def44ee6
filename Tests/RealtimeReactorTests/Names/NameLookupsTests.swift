import Foundation
import RealtimeReactor
import Testing

/// Lookups with real threads and loops, and a resolver that the test holds up as long as it likes.
@Suite struct NameLookupsTests {
  /// Names that begin with `silent` are not answered before the resolver is told to; the others are, at once.
  private final class Resolver: @unchecked Sendable {
    private let condition = NSCondition()
    private var isSilent = true
    private var counts: [String: Int] = [:]

    func addresses(of name: String) -> Result<[SocketAddress], ReactorError> {
      condition.lock()
      defer { condition.unlock() }
      counts[name, default: 0] += 1
      condition.broadcast()
      while isSilent, name.hasPrefix("silent") { condition.wait() }
      return .success([.loopback(port: 0)])
    }

    func waitUntilAsked(_ count: Int) {
      condition.lock()
      while counts.values.reduce(0, +) < count { condition.wait() }
      condition.unlock()
    }

    func answerAll() {
      condition.lock()
      isSilent = false
      condition.broadcast()
      condition.unlock()
    }

    func count(_ name: String) -> Int {
      condition.lock()
      defer { condition.unlock() }
      return counts[name] ?? 0
    }

    /// A cycle on purpose: its threads go on to the names that wait, after the test has ended too.
    lazy var lookups = NameLookups { [self] in addresses(of: $0) }
  }

  private func makeLoop(_ resolver: Resolver, cacheTime: Duration = .seconds(30)) throws -> EventLoop {
    var configuration = EventLoop.Configuration()
    configuration.nameCacheTime = cacheTime
    let loop = try EventLoop(configuration: configuration)
    loop.nameLookups = resolver.lookups
    return loop
  }

  @Test func `equal names on two loops are one lookup, whatever their port and case`() throws {
    let resolver = Resolver()
    let loops = [try makeLoop(resolver), try makeLoop(resolver)]
    var ports: [[UInt16]] = [[], []]
    for (index, loop) in loops.enumerated() {
      for (port, name) in [UInt16(80): "silent.example", 81: "SILENT.example", 82: "Silent.Example"] {
        loop.resolve(host: name, port: port) { result in
          if let addresses = try? result.get() { ports[index] += addresses.map(\.port) }
        }
      }
    }
    resolver.waitUntilAsked(1)
    resolver.answerAll()
    for loop in loops { loop.run() }
    #expect(ports.map { $0.sorted() } == [[80, 81, 82], [80, 81, 82]])
    #expect(resolver.count("silent.example") == 1)
  }

  @Test func `an answer is used again, and not when it was discarded or the loop wants none`() throws {
    let resolver = Resolver()
    let loop = try makeLoop(resolver)
    var answers = 0
    func resolve(on loop: EventLoop) -> NameResolution {
      let resolution = loop.resolve(host: "a.example", port: 80) { result in
        #expect((try? result.get()) == [.loopback(port: 80)])
        answers += 1
      }
      loop.run()
      return resolution
    }
    _ = resolve(on: loop)
    let second = resolve(on: loop)
    #expect(resolver.count("a.example") == 1)
    second.discardAnswer()
    _ = resolve(on: loop)
    #expect(resolver.count("a.example") == 2)
    // It has newer addresses than those that failed.
    second.discardAnswer()
    _ = resolve(on: loop)
    #expect(resolver.count("a.example") == 2)
    _ = resolve(on: try makeLoop(resolver, cacheTime: .zero))
    #expect(resolver.count("a.example") == 3)
    #expect(answers == 5)
  }

  @Test func `a hundred silent names hold up neither localhost, nor a literal, nor known names`() throws {
    let resolver = Resolver()
    let loop = try makeLoop(resolver, cacheTime: .zero)
    loop.resolve(host: "known.example", port: 80) { _ in }
    loop.run()
    let silent = (0..<100).map { number in
      loop.resolve(host: "silent\(number).example", port: 80) { _ in Issue.record("answered") }
    }
    var answered: Set<String> = []
    for name in ["localhost", "LOCALHOST.", "app.localhost", "127.0.0.1", "::1", "known.example"] {
      loop.resolve(host: name, port: 80) { result in
        if case .success = result { answered.insert(name) }
        if answered.count == 6 { for resolution in silent { resolution.cancel() } }
      }
    }
    // Returns because nothing is left that it would wait for.
    loop.run()
    #expect(answered.count == 6)
    #expect(resolver.count("localhost") == 0)
    resolver.answerAll()
  }

  @Test func `a loop that is closed waits for no lookup, and is freed while it is under way`() throws {
    let resolver = Resolver()
    weak var seen: EventLoop?
    do {
      let loop = try makeLoop(resolver)
      var code: ReactorError.Code?
      loop.resolve(host: "silent.example", port: 80) {
        if case .failure(let error) = $0 { code = error.code }
      }
      resolver.waitUntilAsked(1)
      loop.close()
      #expect(code == .cancelled)
      seen = loop
    }
    #expect(seen == nil)
    resolver.answerAll()
  }

  @Test func `a resolver that fails is asked again, and its reason is told`() throws {
    let lookups = NameLookups { name in
      .failure(
        ReactorError(
          code: ReactorError.Code(rawValue: "EAI_AGAIN"), operation: "resolve \(name)", message: "no"))
    }
    let loop = try EventLoop()
    loop.nameLookups = lookups
    var errors: [ReactorError] = []
    for _ in 0..<2 {
      loop.resolve(host: "a.example", port: 80) { if case .failure(let error) = $0 { errors.append(error) } }
      loop.run()
    }
    #expect(errors.map(\.operation) == ["resolve a.example", "resolve a.example"])
  }

  @Test func `answers come to a loop whose inbox is full`() throws {
    let resolver = Resolver()
    var configuration = EventLoop.Configuration()
    configuration.maximumInboxCount = 0
    let loop = try EventLoop(configuration: configuration)
    loop.nameLookups = resolver.lookups
    var isAnswered = false
    loop.resolve(host: "a.example", port: 80) { _ in isAnswered = true }
    loop.run()
    #expect(isAnswered)
  }

  @Test func `threads end when no name waits for one`() async {
    await #expect(processExitsWith: .success) {
      let resolver = Resolver()
      let loop = try EventLoop()
      loop.nameLookups = resolver.lookups
      for number in 0..<40 { loop.resolve(host: "silent\(number).example", port: 80) { _ in } }
      resolver.waitUntilAsked(40)
      resolver.answerAll()
      loop.run()
      func lookupThreadCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count {
          (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)) == "name-lookup\n"
        }
      }
      while try lookupThreadCount() > 0 { sched_yield() }
    }
  }

  @Test func `a process exits while lookups hang`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      let resolver = Resolver()
      let loop = try EventLoop()
      loop.nameLookups = resolver.lookups
      for number in 0..<10 { loop.resolve(host: "silent\(number).example", port: 80) { _ in } }
      resolver.waitUntilAsked(10)
      exit(0)
    }
  }
}
