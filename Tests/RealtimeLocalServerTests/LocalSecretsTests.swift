import Testing
@testable import RealtimeLocalServer

@Suite struct LocalSecretsTests {
  @Test func `a secret is good until it expires`() {
    var secrets = LocalSecrets()
    secrets.add("a", until: 10, now: 0)
    secrets.add("b", until: 20, now: 0)
    #expect(secrets.accept(now: 9) { $0 == "a" } && !secrets.accept(now: 10) { $0 == "a" })
    #expect(secrets.accept(now: 19) { $0 == "b" } && !secrets.accept(now: 9) { $0 == "c" })
  }

  @Test(arguments: [-1, 0, 1]) func `the latest are remembered, and what has expired makes room`(excess: Int) {
    var secrets = LocalSecrets()
    let count = LocalSecrets.maximumCount + excess
    for number in 0..<count { secrets.add("\(number)", until: 10, now: 0) }
    #expect(secrets.accept(now: 0) { $0 == "0" } == (excess <= 0) && secrets.accept(now: 0) { $0 == "1" })
    secrets.add("new", until: 30, now: 10)
    var askedCount = 0
    #expect(
      secrets.accept(now: 10) {
        askedCount += 1
        return $0 == "new"
      })
    #expect(askedCount == 1)
  }
}
