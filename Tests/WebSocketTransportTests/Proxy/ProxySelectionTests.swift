import Testing
@testable import WebSocketTransport

@Suite struct ProxySelectionTests {
  private func proxy(
    for url: String, _ environment: [String: String], selection: ProxySelection = .environment
  ) throws -> String? {
    try selection.proxy(for: WebSocketEndpoint(url)) { environment[$0] }?.description
  }

  @Test func `the scheme chooses the variable, and ALL_PROXY is the fallback`() throws {
    let both = ["HTTPS_PROXY": "http://s:1", "HTTP_PROXY": "http://p:2", "ALL_PROXY": "socks5://a:3"]
    #expect(try proxy(for: "wss://example", both) == "http://s:1")
    #expect(try proxy(for: "ws://example", both) == "http://p:2")
    #expect(try proxy(for: "wss://example", ["HTTP_PROXY": "p"]) == nil)
    #expect(try proxy(for: "wss://example", ["ALL_PROXY": "socks5h://a"]) == "socks5://a:1080")
    #expect(try proxy(for: "ws://example", ["all_proxy": "a"]) == "http://a:80")
    #expect(try proxy(for: "wss://example", [:]) == nil)
  }

  @Test func `lower case wins, empty counts as not set, space around is ignored`() throws {
    #expect(try proxy(for: "wss://example", ["HTTPS_PROXY": "u", "https_proxy": "l"]) == "http://l:80")
    #expect(try proxy(for: "wss://example", ["HTTPS_PROXY": " u ", "https_proxy": " "]) == "http://u:80")
    let exceptions = ["HTTPS_PROXY": "u", "NO_PROXY": "example", "no_proxy": "other"]
    #expect(try proxy(for: "wss://example", exceptions) == "http://u:80")
  }

  @Test func `a request header of a CGI program cannot choose the proxy`() throws {
    #expect(try proxy(for: "ws://example", ["HTTP_PROXY": "p", "REQUEST_METHOD": "GET"]) == nil)
    #expect(try proxy(for: "ws://example", ["http_proxy": "p", "REQUEST_METHOD": "GET"]) == "http://p:80")
  }

  @Test(arguments: [
    "wss://localhost", "wss://LOCALHOST.", "wss://a.localhost", "wss://127.0.0.1", "wss://127.9.9.9",
    "wss://[::1]",
  ])
  func `this machine is connected to directly`(_ url: String) throws {
    #expect(try proxy(for: url, ["ALL_PROXY": "p"]) == nil)
    #expect(try proxy(for: url, [:], selection: .server(.init(.http, host: "p", port: 1))) == "http://p:1")
  }

  @Test(arguments: [
    ("*", "wss://anything.example", true),
    ("example.com", "wss://example.com", true),
    ("example.com", "wss://EXAMPLE.com.", true),
    ("example.com", "wss://a.b.example.com", true),
    ("example.com", "wss://notexample.com", false),
    ("example.com", "wss://example.com.evil", false),
    ("example.com.", "wss://example.com", true),
    (".example.com", "wss://a.example.com", true),
    (".example.com", "wss://example.com", false),
    ("*.example.com", "wss://a.example.com", true),
    ("*.example.com", "wss://example.com", false),
    ("com", "wss://example.com", true),
    ("other, example.com", "wss://example.com", true),
    ("other example.com", "wss://example.com", true),
    ("example.com:443", "wss://example.com", true),
    ("example.com:444", "wss://example.com", false),
    ("*:8080", "ws://example.com:8080", true),
    ("10.0.0.0/8", "wss://10.255.1.2", true),
    ("10.0.0.0/8", "wss://11.0.0.0", false),
    ("10.0.0.0/9", "wss://10.128.0.0", false),
    ("0.0.0.0/0", "wss://1.2.3.4", true),
    ("10.1.2.3/32", "wss://10.1.2.3", true),
    ("10.1.2.3", "wss://10.1.2.3", true),
    ("10.1.2.3:443", "wss://10.1.2.3", true),
    ("10.1.2.3:80", "wss://10.1.2.3", false),
    ("10.0.0.0/33", "wss://10.0.0.0", false),
    ("2.3", "wss://10.1.2.3", false),
    ("fd00::/8", "wss://[fd12::1]", true),
    ("fd00::/8", "wss://[fe80::1]", false),
    ("[fd12::1]:443", "wss://[FD12:0::1]", true),
    ("fd12::1", "wss://[fd12:0:0::1]", true),
    ("0.0.0.0/0", "wss://[fd12::1]", false),
    ("10.0.0.0/8", "wss://ten.example", false),
    (" ,,, ", "wss://example.com", false),
  ])
  func `a rule of NO_PROXY lets its hosts through and no others`(
    _ list: String, _ url: String, _ isDirect: Bool
  ) throws {
    #expect(try proxy(for: url, ["ALL_PROXY": "p", "NO_PROXY": list]) == (isDirect ? nil : "http://p:80"))
  }

  @Test func `none means none, and exceptions hold only for the environment`() throws {
    let environment = ["ALL_PROXY": "p", "NO_PROXY": "*"]
    #expect(try proxy(for: "wss://example", ["ALL_PROXY": "p"], selection: .none) == nil)
    #expect(
      try proxy(for: "wss://example", environment, selection: .server(.init(.socks5, host: "q"))) == "socks5://q:1080")
  }

  @Test(arguments: [
    "ftp://p", "http://", "http://:80", "http://p:0", "http://p:65536", "http://p:x", "http://[::1",
    "http://p/path", "http://p?query", "http://a b", "http://%ff@p", "socks4://p", "",
  ])
  func `a proxy URL that cannot be read is an error and not a direct connection`(_ url: String) throws {
    let error = #expect(throws: WebSocketTransportError.self) { try ProxyEndpoint(url: url) }
    #expect(error?.stage == .configuration && error?.proxyError == .invalidURL)
    guard !url.isEmpty else { return }
    #expect(throws: ProxyError(.invalidURL)) { try proxy(for: "wss://example", ["ALL_PROXY": url]) }
  }

  @Test func `user and password are percent-decoded, and the last at sign ends them`() throws {
    let proxy = try ProxyEndpoint(url: "http://us%40er:p%3Aa@s%2fs@[::1]:3128/")
    #expect(proxy.credentials == ProxyCredentials(user: "us@er", password: "p:a@s/s"))
    #expect(proxy.host == "::1" && proxy.port == 3128)
  }

  @Test func `no way of printing shows credentials`() throws {
    let url = "https://topuser:topsecret@proxy.example"
    let server = try ProxyEndpoint(url: url)
    var configuration = WebSocketConfiguration()
    configuration.proxy = .server(server)
    var error = WebSocketTransportError(stage: .proxy, cause: .proxy(ProxyError(.credentialsRejected)))
    error.proxy = server
    var report = ConnectionReport(now: .zero)
    report.proxy = server
    var text =
      "\(server) \(configuration) \(error) \(report) \(String(reflecting: error)) \(String(reflecting: server))"
    dump(server, to: &text)
    dump(configuration, to: &text)
    dump(error, to: &text)
    dump(report, to: &text)
    #expect(!text.contains("topsecret") && !text.contains("topuser"))
    #expect(error.description.hasSuffix("(proxy: https://proxy.example:443)"))
  }
}
