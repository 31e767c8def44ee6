#if Service
@testable import RealtimeService
import Testing

/// What of a peer's words a log may have.
@Suite struct SessionLogTests {
  @Test(arguments: ["sess_A1b2", "rate_limit_exceeded", "invalid-request.error", String(repeating: "a", count: 64)])
  func `a code and an id are logged as they are`(_ text: String) {
    #expect(SessionLog.plain(text) == text)
  }

  @Test(arguments: ["", "a b", "a\nb", "+4915112345678", "key=1", "ä", "\u{1B}[1m", String(repeating: "a", count: 65)])
  func `everything else is left out`(_ text: String) {
    #expect(SessionLog.plain(text) == nil)
  }
}
#endif
