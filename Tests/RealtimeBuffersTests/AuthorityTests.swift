import RealtimeBuffers
import Testing

@Suite struct AuthorityTests {
  struct Row: Sendable {
    let text: String
    var userInfo: String?
    var host = ""
    var isHostBracketed = false
    var port: String?
  }

  @Test(arguments: [
    Row(text: "a", host: "a"), Row(text: "", host: ""), Row(text: "a:1", host: "a", port: "1"),
    Row(text: "a:", host: "a", port: ""), Row(text: "a:b:1", host: "a", port: "b:1"),
    Row(text: "[::1]", host: "::1", isHostBracketed: true),
    Row(text: "[::1]:1", host: "::1", isHostBracketed: true, port: "1"),
    Row(text: "[]", host: "", isHostBracketed: true), Row(text: "u@a", userInfo: "u", host: "a"),
    Row(text: "u:p@a:1", userInfo: "u:p", host: "a", port: "1"), Row(text: "@a", userInfo: "", host: "a"),
    Row(text: "u@v@a", userInfo: "u@v", host: "a"), Row(text: "u:[@a", userInfo: "u:[", host: "a"),
  ])
  func `an authority is split where RFC 3986 says`(row: Row) throws {
    let authority = try #require(Authority(row.text[...].utf8))
    #expect(authority.userInfo.map { String(Substring($0)) } == row.userInfo)
    #expect(String(Substring(authority.host)) == row.host)
    #expect(authority.isHostBracketed == row.isHostBracketed)
    #expect(authority.port.map { String(Substring($0)) } == row.port)
  }

  @Test(arguments: ["[", "[::1", "[::1]a", "[::1]1", "u@[", "[::1]]"])
  func `a bracket that is not closed, or followed by no port, is no authority`(text: String) {
    #expect(Authority(text[...].utf8) == nil)
  }

  @Test(arguments: [
    ("a", nil), ("a:", nil), ("a:0", nil), ("a:1", 1), ("a:01", 1), ("a:65535", 65535), ("a:65536", nil),
    ("a:+1", nil), ("a:-1", nil), ("a:1a", nil), ("a: 1", nil), ("a:99999999999999999999", nil),
  ])
  func `a port is a number from 1 to 65535 in digits`(text: String, port: UInt16?) throws {
    #expect(try #require(Authority(text[...].utf8)).portNumber == port)
  }
}
