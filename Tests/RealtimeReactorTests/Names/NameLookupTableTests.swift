import Testing

@testable import RealtimeReactor

/// What becomes of questions for names, as tables. The waiters are numbers, the time is whatever the test says.
@Suite struct NameLookupTableTests {
  private typealias Table = NameLookupTable<Int>
  private let here: [SocketAddress] = [.loopback(port: 0)]
  private let there: [SocketAddress] = [.loopback(.ipv6, port: 0)]

  private func table(
    lookups: Int = 4, reserved: Int = 0, waiting: Int = 8, answers: Int = 8
  ) -> NameLookupTable<Int> {
    NameLookupTable(
      limits: NameLookupLimits(
        lookupCount: lookups, reservedLookupCount: reserved, waitingNameCount: waiting, answerCount: answers))
  }

  private func ask(
    _ table: inout NameLookupTable<Int>, _ name: String, _ waiter: Int, at seconds: Int = 0,
    maximumAge: Int = 30
  ) -> NameLookupTable<Int>.Reply {
    table.ask(name, for: waiter, maximumAge: .seconds(maximumAge), now: .seconds(seconds))
  }

  @Test func `equal names are one lookup, and everyone hears of its end`() {
    var table = table()
    #expect(ask(&table, "a", 1) == .begin)
    #expect(ask(&table, "a", 2) == .wait)
    #expect(ask(&table, "b", 3) == .begin)
    let finished = table.finish("a", with: here, now: .seconds(1))
    #expect(finished.waiters == [1, 2])
    #expect(finished.answer == NameAnswer(addresses: here, receivedAt: .seconds(1)))
    #expect(finished.next == nil)
  }

  /// Each asker says how old an answer may be: limits at the limit and one beyond.
  @Test(arguments: [(29, 30, true), (30, 30, false), (0, 0, false), (5, 30, true), (5, 5, false)])
  func `an answer is used again until it is too old`(age: Int, maximumAge: Int, isUsed: Bool) {
    var table = table()
    #expect(ask(&table, "a", 1) == .begin)
    _ = table.finish("a", with: here, now: .zero)
    let reply = ask(&table, "a", 2, at: age, maximumAge: maximumAge)
    #expect(reply == (isUsed ? .answered(NameAnswer(addresses: here, receivedAt: .zero)) : .begin))
  }

  @Test func `a failure is told and not remembered`() {
    var table = table()
    #expect(ask(&table, "a", 1) == .begin)
    let finished = table.finish("a", with: [], now: .zero)
    #expect(finished.waiters == [1] && finished.answer == nil)
    #expect(ask(&table, "a", 2) == .begin)
  }

  @Test func `an answer that did not work is dropped, and a later one is not`() {
    var table = table()
    #expect(ask(&table, "a", 1) == .begin)
    _ = table.finish("a", with: here, now: .seconds(1))
    table.discard("a", receivedAt: .seconds(1))
    #expect(ask(&table, "a", 2, at: 2) == .begin)
    _ = table.finish("a", with: there, now: .seconds(3))
    // Everyone else whose connection failed at the old addresses says so too.
    for _ in 0..<3 { table.discard("a", receivedAt: .seconds(1)) }
    #expect(
      ask(&table, "a", 3, at: 4) == .answered(NameAnswer(addresses: there, receivedAt: .seconds(3))))
    table.discard("unknown", receivedAt: .zero)
  }

  @Test func `at the limit names wait for their turn, in order`() {
    var table = table(lookups: 2)
    #expect(ask(&table, "a", 1) == .begin)
    #expect(ask(&table, "b", 2) == .begin)
    #expect(ask(&table, "c", 3) == .wait)
    #expect(ask(&table, "d", 4) == .wait)
    #expect(ask(&table, "c", 5) == .wait)
    let first = table.finish("b", with: [], now: .zero)
    #expect(first.next == "c")
    #expect(ask(&table, "e", 6) == .wait)
    #expect(
      table.finish("c", with: here, now: .zero)
        == .init(
          waiters: [3, 5], answer: NameAnswer(addresses: here, receivedAt: .zero), next: "d"))
  }

  @Test func `a name that nobody waits for any more leaves the queue, and a lookup under way goes on`() {
    var table = table(lookups: 1)
    #expect(ask(&table, "silent", 1) == .begin)
    #expect(ask(&table, "b", 2) == .wait)
    #expect(ask(&table, "c", 3) == .wait)
    table.giveUp(2, on: "b")
    table.giveUp(2, on: "b")
    table.giveUp(1, on: "silent")
    // The thread is still at it: whoever asks now hears of its end.
    #expect(ask(&table, "silent", 4) == .wait)
    let finished = table.finish("silent", with: here, now: .zero)
    #expect(finished.waiters == [4])
    #expect(finished.next == "c")
  }

  @Test func `an answer that nobody waited for is remembered`() {
    var table = table()
    #expect(ask(&table, "a", 1) == .begin)
    table.giveUp(1, on: "a")
    #expect(table.finish("a", with: here, now: .zero).waiters == [])
    #expect(ask(&table, "a", 2) == .answered(NameAnswer(addresses: here, receivedAt: .zero)))
  }

  @Test func `unknown names leave room for those that were answered before`() {
    var table = table(lookups: 3, reserved: 1)
    #expect(ask(&table, "known", 1) == .begin)
    _ = table.finish("known", with: here, now: .zero)
    #expect(ask(&table, "silent 1", 2) == .begin)
    #expect(ask(&table, "silent 2", 3) == .begin)
    #expect(ask(&table, "silent 3", 4) == .wait)
    // Also when its answer is too old, and when it was dropped.
    table.discard("known", receivedAt: .zero)
    #expect(ask(&table, "known", 5) == .begin)
    // What becomes free is for known names again.
    #expect(table.finish("known", with: [], now: .zero).next == nil)
    #expect(ask(&table, "known", 6) == .begin)
    #expect(table.finish("silent 1", with: [], now: .zero).next == nil)
    #expect(table.finish("known", with: [], now: .zero).next == "silent 3")
  }

  @Test func `more names than may wait are refused`() {
    var table = table(lookups: 1, waiting: 1)
    #expect(ask(&table, "a", 1) == .begin)
    #expect(ask(&table, "b", 2) == .wait)
    #expect(ask(&table, "c", 3) == .refused)
    // Names that are waited for already take no further place.
    #expect(ask(&table, "b", 4) == .wait)
    table.giveUp(2, on: "b")
    table.giveUp(4, on: "b")
    #expect(ask(&table, "c", 5) == .wait)
  }

  @Test func `the oldest answer makes room for a new one`() {
    var table = table(answers: 2)
    for (second, name) in ["a", "b", "c"].enumerated() {
      #expect(ask(&table, name, second, at: second) == .begin)
      _ = table.finish(name, with: here, now: .seconds(second))
    }
    #expect(ask(&table, "b", 4, at: 3) == .answered(NameAnswer(addresses: here, receivedAt: .seconds(1))))
    #expect(ask(&table, "c", 5, at: 3) == .answered(NameAnswer(addresses: here, receivedAt: .seconds(2))))
    #expect(ask(&table, "a", 6, at: 3) == .begin)
  }
}
