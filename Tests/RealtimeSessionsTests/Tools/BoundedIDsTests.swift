import Testing

@testable import RealtimeSessions

@Suite struct BoundedIDsTests {
  @Test func `an id is new once, until so many came after it`() {
    for limit in 1...4 {
      var ids = BoundedIDs(limit: limit)
      for number in 0..<20 {
        let inserted = [ids.insert("\(number)"), ids.insert("\(number)")]
        #expect(inserted == [true, false])
        for age in 0..<limit where number >= age { #expect(ids.contains("\(number - age)")) }
        if number >= limit { #expect(!ids.contains("\(number - limit)")) }
      }
    }
  }

  @Test func `a limit of nothing is one`() {
    var ids = BoundedIDs(limit: 0)
    let inserted = ["a", "a", "b"].map { ids.insert($0) }
    #expect(inserted == [true, false, true] && !ids.contains("a"))
  }
}
