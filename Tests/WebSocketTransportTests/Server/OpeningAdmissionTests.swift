import RealtimeReactor
import Testing
@testable import WebSocketTransport

@Suite struct OpeningAdmissionTests {
  private typealias Admission = OpeningAdmission<Int>

  /// A server's openings by number, and how far each has come.
  private struct Scene {
    var admission: Admission
    var progress: [Int: Admission.Progress] = [:]
    var ended: [Int] = []

    init(limit: Int, networkLimit: Int = 1000) {
      admission = Admission(limit: limit, networkLimit: networkLimit)
    }

    mutating func add(_ ids: some Sequence<Int>, host: String = "192.0.2.1", at milliseconds: Int) {
      let network = PeerNetwork(SocketAddress(host: host, port: 1))
      for id in ids { admission.add(id, from: network, now: .milliseconds(milliseconds)) }
    }

    /// Ends whom it says, until it says something else.
    mutating func settle(at milliseconds: Int) -> Admission.Verdict {
      while true {
        let progress = progress
        let verdict = admission.verdict(now: .milliseconds(milliseconds)) { progress[$0] ?? .silent }
        guard case .end(let id) = verdict else { return verdict }
        ended.append(id)
        admission.remove(id)
      }
    }
  }

  @Test func `below the limit nobody goes`() {
    var scene = Scene(limit: 4)
    scene.add(1...3, at: 0)
    #expect(scene.settle(at: 1_000_000) == .room)
    #expect(scene.ended.isEmpty)
  }

  @Test func `at the limit the oldest that said nothing goes, once it had its time`() {
    var scene = Scene(limit: 3)
    scene.add([1], at: 0)
    scene.add([2], at: 50)
    scene.add([3], at: 60)
    #expect(scene.settle(at: 99) == .wait(until: .milliseconds(100)))
    #expect(scene.settle(at: 100) == .room)
    #expect(scene.ended == [1])
    scene.add([4], at: 101)
    #expect(scene.settle(at: 101) == .wait(until: .milliseconds(150)))
  }

  @Test func `who has sent something has a longer time, and goes after those who have not`() {
    var scene = Scene(limit: 3)
    scene.add(1...3, at: 0)
    scene.progress = [1: .moved(1), 2: .moved(5)]
    #expect(scene.settle(at: 100) == .room)
    #expect(scene.ended == [3])
    scene.add([4], at: 150)
    scene.progress[4] = .moved(1)
    #expect(scene.settle(at: 300) == .wait(until: .milliseconds(1100)))
    #expect(scene.settle(at: 1100) == .room)
    #expect(scene.ended == [3, 1])
  }

  @Test func `who moves stays, the one that has stood still for longest goes`() {
    var scene = Scene(limit: 3)
    scene.add(1...3, at: 0)
    scene.progress = [1: .moved(1), 2: .moved(1), 3: .moved(1)]
    #expect(scene.settle(at: 500) == .wait(until: .milliseconds(1500)))
    scene.progress[1] = .moved(2)
    scene.progress[2] = .moved(2)
    #expect(scene.settle(at: 1500) == .room)
    #expect(scene.ended == [3])
  }

  @Test func `who waits for this side stays for as long as that takes`() {
    var scene = Scene(limit: 2)
    scene.add(1...2, at: 0)
    scene.progress = [1: .waitsForUs, 2: .waitsForUs]
    for time in stride(from: 1000, through: 20_000, by: 1000) {
      #expect(scene.settle(at: time) == .wait(until: .milliseconds(time + 1000)))
    }
    #expect(scene.ended.isEmpty)
  }

  @Test func `a limit of one keeps no place free and refuses nobody for ever`() {
    for limit in [1, 0, -5] {
      var scene = Scene(limit: limit)
      scene.add([1], at: 0)
      #expect(scene.settle(at: 0) == .wait(until: .milliseconds(100)))
      #expect(scene.settle(at: 100) == .room)
      #expect(scene.ended == [1])
    }
  }

  @Test func `an address at its limit loses its own openings and no other's`() {
    var scene = Scene(limit: 100, networkLimit: 2)
    scene.add([1], host: "192.0.2.2", at: 0)
    scene.add([2, 3], at: 0)
    #expect(scene.settle(at: 200) == .room, "at the limit")
    scene.add([4], at: 200)
    #expect(scene.settle(at: 200) == .room, "one beyond it")
    #expect(scene.ended == [2])
  }

  @Test func `an address is not held to its limit while its openings move`() {
    var scene = Scene(limit: 100, networkLimit: 2)
    scene.add(1...50, at: 0)
    for id in 1...50 { scene.progress[id] = .moved(1) }
    #expect(scene.settle(at: 200) == .wait(until: .milliseconds(1200)))
    for id in 1...49 { scene.progress[id] = .waitsForUs }
    #expect(scene.settle(at: 1200) == .wait(until: .milliseconds(2200)))
    #expect(scene.ended == [50])
  }

  @Test func `one host is one peer, whatever its port and form of address`() throws {
    func network(_ host: String) -> PeerNetwork? { PeerNetwork(SocketAddress(host: host, port: 1)) }
    #expect(network("192.0.2.1") == PeerNetwork(SocketAddress(host: "192.0.2.1", port: 2)))
    #expect(network("192.0.2.1") != network("192.0.2.2"))
    #expect(network("::ffff:192.0.2.1") == network("192.0.2.1"))
    #expect(network("2001:db8::1") == network("2001:db8::ffff:2"))
    #expect(network("2001:db8::1") != network("2001:db8:0:1::1"))
    #expect(network("::1") != network("0.0.0.0"))
    #expect(PeerNetwork(SocketAddress(unixPath: "/tmp/a")) == nil && PeerNetwork(nil) == nil)
  }

  @Test func `a long life leaves nothing behind`() {
    var scene = Scene(limit: 10, networkLimit: 5)
    for id in 0..<10_000 {
      scene.add([id], at: id)
      scene.progress[id] = id % 3 == 0 ? .moved(id) : .silent
      if id % 7 == 0 { scene.admission.remove(id) }
      _ = scene.settle(at: id)
      #expect(scene.admission.count <= 500)
    }
    _ = scene.settle(at: 20_000)
    #expect(scene.settle(at: 30_000) == .room)
    #expect(scene.admission.count < 10)
    #expect(scene.ended.count == Set(scene.ended).count)
  }
}
