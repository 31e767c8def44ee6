import Testing
@testable import RealtimeLocalServer

@Suite struct RESTRouteTests {
  static let rows: [(path: String, route: RESTRoute?)] = [
    ("/v1/realtime/client_secrets", .clientSecret), ("/openai/v1/realtime/client_secrets", .clientSecret),
    ("/v1/realtime/translations/client_secrets", .translationSecret),
    ("/openai/v1/realtime/translations/client_secrets", nil),
    ("/v1/realtime/calls/rtc_1/accept", .call("rtc_1", .accept)),
    ("/v1/realtime/calls/a%2Fb/reject", .call("a/b", .reject)),
    ("/v1/realtime/calls/c/refer", .call("c", .refer)), ("/openai/v1/realtime/calls/c/hangup", .call("c", .hangup)),
    ("/v1/realtime/calls//hangup", nil), ("/v1/realtime/calls/c/d/hangup", nil), ("/v1/realtime/calls/c", nil),
    ("/v1/realtime/calls/c/answer", nil), ("/v1/realtime/client_secrets/", nil), ("/v1/realtime", nil),
    ("/health", nil),
    ("/v2/realtime/client_secrets", nil), ("", nil),
  ]

  @Test(arguments: rows) func `a path is a call, or another's`(_ row: (path: String, route: RESTRoute?)) {
    #expect(RESTRoute(path: row.path) == row.route)
  }
}
