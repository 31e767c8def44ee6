import RealtimeEvents
import Testing

@Suite struct ServerEventKindTests {
  private let known = ServerEventKind.allCases.filter { $0 != .unknown }

  @Test func `there are 58 kinds beside the unknown one, each with its own name`() {
    #expect(known.count == 58)
    #expect(Set(known.map(\.wireName)).count == 58)
    #expect(ServerEventKind.unknown.wireName == nil)
  }

  @Test func `each name gives its kind`() throws {
    for kind in known {
      #expect(ServerEventKind(type: try #require(kind.wireName)) == kind)
    }
  }

  @Test func `a name that is almost right gives no kind`() throws {
    let names = Set(known.compactMap(\.wireName))
    for name in names {
      let bytes = Array(name.utf8)
      for position in bytes.indices {
        var changed = bytes
        changed[position] ^= 1
        var shorter = bytes
        shorter.remove(at: position)
        var longer = bytes
        longer.insert(UInt8(ascii: "_"), at: position)
        for bytes in [changed, shorter, longer] {
          let near = String(decoding: bytes, as: UTF8.self)
          if !names.contains(near) { #expect(ServerEventKind(type: near) == .unknown) }
        }
      }
    }
  }

  @Test func `names that trip dictionaries are unknown`() {
    let long = String(repeating: "x", count: 4000)
    for name in ["", "e", "event", "__proto__", "constructor", "toString", long] {
      #expect(ServerEventKind(type: name) == .unknown)
    }
  }
}
