import RealtimeTestSupport
import Testing
@testable import OpenAIRealtime

@Suite struct SeenWebhooksTests {
  @Test(arguments: [3, 4, 5]) func `so many are remembered, and then the oldest is forgotten`(count: Int) {
    var seen = SeenWebhooks(maximumCount: 4)
    for id in 1...count { seen.insert("\(id)", until: 300, at: 0) }
    #expect(seen.count == min(count, 4))
    for id in 1...count { #expect(seen.contains("\(id)", at: 0) == (id > count - 4)) }
  }

  @Test func `a limit of nothing is a limit of one`() {
    var seen = SeenWebhooks(maximumCount: -1)
    for id in 1...3 { seen.insert("\(id)", until: 300, at: 0) }
    #expect(seen.count == 1 && seen.contains("3", at: 0))
  }

  @Test func `whose time is over is gone, and makes room`() {
    var seen = SeenWebhooks(maximumCount: 4)
    for id in 1...4 { seen.insert("\(id)", until: Int64(id), at: 0) }
    #expect(seen.contains("1", at: 1) && !seen.contains("1", at: 2))
    seen.insert("5", until: 9, at: 4)
    #expect(seen.count == 2 && seen.contains("4", at: 4) && seen.contains("5", at: 4))
  }

  @Test func `any order of coming, going and forgetting keeps to a plain list`() {
    var random = SeededGenerator(seed: 5)
    var seen = SeenWebhooks(maximumCount: 8)
    var list: [(id: String, expiry: Int64)] = []
    var now: Int64 = 0
    for _ in 0..<5_000 {
      now += Int64.random(in: 0...2, using: &random)
      let id = "\(Int.random(in: 0..<30, using: &random))"
      if Bool.random(using: &random) {
        if !seen.contains(id, at: now) {
          let expiry = now + Int64.random(in: 5...10, using: &random)
          seen.insert(id, until: expiry, at: now)
          list.append((id, expiry))
          list = list.suffix(8)
        }
      } else if Int.random(in: 0..<4, using: &random) == 0 {
        seen.remove(id)
        list.removeAll { $0.id == id }
      }
      #expect(seen.count <= 8)
      // It may forget nothing before its time but what the limit pushes out.
      for (id, expiry) in list where expiry >= now && list.last(where: { $0.id == id })?.expiry == expiry {
        #expect(seen.contains(id, at: now))
      }
    }
  }
}
