import Testing

@testable import RealtimeTelephony

@Suite struct KeyCollectorTests {
  private func press(_ keys: String, _ collector: inout KeyCollector, at now: Duration = .zero) throws -> [String] {
    try keys.compactMap { collector.press(try #require(CarrierDTMF($0)), at: now)?.keys }
  }

  @Test func `the end key completes an entry and is no part of it`() throws {
    var collector = KeyCollector(KeySettings())
    #expect(try press("#12*#3##4", &collector) == ["12*", "3"])
    #expect(collector.nextDeadline == .seconds(3))
  }

  @Test func `an entry is complete with its longest length`() throws {
    var settings = KeySettings()
    (settings.maximumCount, settings.endKey) = (4, nil)
    var collector = KeyCollector(settings)
    #expect(try press("123#1", &collector) == ["123#"])
    settings.maximumCount = -1
    collector = KeyCollector(settings)
    #expect(try press("12", &collector) == ["1", "2"])
  }

  @Test func `a pause completes an entry, and each key puts it off`() throws {
    var collector = KeyCollector(KeySettings())
    #expect(collector.nextDeadline == nil && collector.expire(at: .seconds(9)) == nil)
    _ = try press("1", &collector, at: .seconds(10))
    _ = try press("2", &collector, at: .seconds(12))
    #expect(collector.expire(at: .seconds(14)) == nil)
    #expect(collector.expire(at: .seconds(15))?.keys == "12")
    #expect(collector.nextDeadline == nil && collector.expire(at: .seconds(99)) == nil)
  }

  @Test func `an entry does not print`() {
    #expect("\(PressedKeys(keys: "123"))" == "3 keys" && "\(PressedKeys(keys: "1"))" == "a key")
    #expect(Mirror(reflecting: PressedKeys(keys: "123")).children.isEmpty)
  }
}
