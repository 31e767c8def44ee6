import Testing

@testable import OpenAIRealtime

@Suite struct RealtimeURLTests {
  /// Each pair was checked against Node's WHATWG `URL`.
  static let parsed: [(input: String, href: String)] = [
    ("https://EXAMPLE.com:443/a/../b/./c?x=1 2#f g", "https://example.com/b/c?x=1%202#f%20g"),
    ("https://h/`{}|<>\"", "https://h/%60%7B%7D|%3C%3E%22"),
    ("https://u:p@h/", "https://u:p@h/"),
    ("https://u@h/", "https://u@h/"),
    ("https://:p@h/", "https://:p@h/"),
    ("https://@h/", "https://h/"),
    ("https://a@b:c@h/", "https://a%40b:c@h/"),
    ("https://user:p^a|ss:x@h:80/", "https://user:p%5Ea%7Css%3Ax@h:80/"),
    ("http:h/x", "http://h/x"),
    ("WSS:\\\\h\\x\\y", "wss://h/x/y"),
    ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    ("https://h/a?b'c\"<>", "https://h/a?b%27c%22%3C%3E"),
    ("https://h/%2e%2e/a/%2E/b", "https://h/a/b"),
    ("https://h/a/b/..", "https://h/a/"),
    ("https://h/a/.", "https://h/a/"),
    ("https://h/../../a", "https://h/a"),
    ("https://h/;:@&=+$,/..", "https://h/"),
    ("https://h/a//b", "https://h/a//b"),
    ("https://h", "https://h/"),
    ("https://h?q", "https://h/?q"),
    ("https://h#f", "https://h/#f"),
    ("https://h./", "https://h./"),
    ("https://a..b/", "https://a..b/"),
    ("https://-a_b.c/", "https://-a_b.c/"),
    ("https://h:/x", "https://h/x"),
    ("https://h:0443/x", "https://h/x"),
    ("https://h:8443/x", "https://h:8443/x"),
    ("http://h:443/x", "http://h:443/x"),
    ("ws://h:80/x", "ws://h/x"),
    ("  https://h/x \n", "https://h/x"),
    ("https://a\tb.com/", "https://ab.com/"),
    ("https://h/é?é#é", "https://h/%C3%A9?%C3%A9#%C3%A9"),
    ("https://h/%zz", "https://h/%zz"),
    ("https://192.0.2.1/", "https://192.0.2.1/"),
    ("https://[::FFFF:1.2.3.4]:8443/", "https://[::ffff:1.2.3.4]:8443/"),
    ("https://[::]/", "https://[::]/"),
    ("https://[1::]/", "https://[1::]/"),
    ("https://[1:0:0:2:0:0:0:3]/", "https://[1:0:0:2::3]/"),
    ("https://[1:0:2:3:4:5:6:7]/", "https://[1:0:2:3:4:5:6:7]/"),
    ("https://[2001:DB8::1]/", "https://[2001:db8::1]/"),
  ]

  @Test(arguments: parsed)
  func `parses as the WHATWG standard does, and keeps an IPv4 address in an IPv6 one readable`(
    _ row: (input: String, href: String)
  ) throws {
    #expect(try RealtimeURL(row.input).href == row.href)
  }

  @Test(arguments: parsed)
  func `writing and parsing again changes nothing`(_ row: (input: String, href: String)) throws {
    #expect(try RealtimeURL(RealtimeURL(row.input).href) == RealtimeURL(row.input))
  }

  @Test(arguments: [
    "", "x", "/v1", "//h/v1", "https:", "https://", "https:///", "https://?q", "https://:443/", "https://u@/",
    "ftp://h/", "file:///etc", "javascript:1", "1https://h/", "https://h:x/", "https://h:65536/",
    "https://h:-1/",
    "https://h:99999999999999999999/", "https://a b/", "https://a%zz/", "https://a%00b/", "https://a<b/",
    "https://a|b/", "https://[::1/", "https://[::1]x/", "https://[1:2]/", "https://[1::2::3]/",
    "https://[:::]/",
    "https://[12345::]/", "https://[1:2:3:4:5:6:7:8:9]/", "https://[1:2:3:4:5:6:7::8:9]/",
    "https://[::1.2.3]/",
    "https://[::01.2.3.4]/", "https://[1.2.3.4::]/", "https://[::+1]/", "https://1.2.3.4.5/",
    "https://1.2.3.256/",
    "https://4294967296/", "https://1.2.3.08/", "https://[fe80::1%2]/", "https://[fe80::1%252]/",
  ])
  func `refuses what is not an absolute URL of a known scheme`(_ input: String) {
    let error = #expect(throws: RealtimeConfigurationError.self) { try RealtimeURL(input) }
    #expect(error?.kind == .invalidURL)
    #expect(error?.message.hasPrefix("Invalid URL: ") == true)
  }

  @Test(arguments: ["bücher.example", "日本語.jp", "ＡＢＣ.com", "😀.com", "xn--ü.com", "a。b"])
  func `a host that is not ASCII is refused with the spelling to use`(_ host: String) {
    let error = #expect(throws: RealtimeConfigurationError.self) { try RealtimeURL("https://\(host)/") }
    #expect(error?.kind == .invalidURL)
    #expect(error?.message.contains("write the xn-- form") == true)
  }

  @Test(arguments: [
    "0x7f.1", "0x7f000001", "1.2.3", "0300.0250.1", "4294967295", "1.2.3.4.", "127.0.0.01", "a.0x", "a.09",
    "1.2.3.256",
  ])
  func `an IPv4 address that is not in dotted decimal is refused with the spelling to use`(_ host: String) {
    let error = #expect(throws: RealtimeConfigurationError.self) { try RealtimeURL("https://\(host)/") }
    #expect(error?.kind == .invalidURL)
    #expect(error?.message.contains("dotted decimal, as 192.0.2.1") == true)
  }

  @Test func `no error quotes the URL`() {
    let error = #expect(throws: RealtimeConfigurationError.self) { try RealtimeURL("https://user:hush@a b/") }
    #expect(error.map { "\($0)" }?.contains("hush") == false)
  }

  @Test func `openai-node rule U5 - a query parameter is form encoded`() throws {
    var url = try RealtimeURL("wss://h/p")
    url.setQueryParameter("q", to: " +/~*-._'()!&=?#%é😀aZ09\n")
    #expect(
      url.query == "q=+%2B%2F%7E*-._%27%28%29%21%26%3D%3F%23%25%C3%A9%F0%9F%98%80aZ09%0A"
    )
  }

  @Test func `openai-node rule U4 - setting one parameter writes the others anew`() throws {
    var url = try RealtimeURL("wss://h/p?a=1%202&&b&c=d+e%ZZ&=x&é=%FF")
    url.setQueryParameter("m", to: "n")
    #expect(url.query == "a=1+2&b=&c=d+e%25ZZ&=x&%C3%A9=%EF%BF%BD&m=n")
  }

  @Test func `setting a parameter replaces the first and drops the rest`() throws {
    var url = try RealtimeURL("wss://h/p?x=1&model=a&y=2&model=b&z=3")
    url.setQueryParameter("model", to: "new")
    #expect(url.query == "x=1&model=new&y=2&z=3")
  }

  @Test func `the parts that a connection needs`() throws {
    let url = try RealtimeURL("wss://h.example:8443/a/b?c=d#e")
    #expect(url.host == "h.example")
    #expect(url.effectivePort == 8443)
    #expect(url.hostAndPort == "h.example:8443")
    #expect(url.requestTarget == "/a/b?c=d")
    #expect(url.origin == "wss://h.example:8443")
    let standard = try RealtimeURL("wss://h.example/")
    #expect(standard.effectivePort == 443)
    #expect(standard.hostAndPort == "h.example")
    #expect(standard.requestTarget == "/")
    #expect(try RealtimeURL("ws://h").effectivePort == 80)
  }

  @Test func `printing hides the password`() throws {
    let url = try RealtimeURL("wss://me:hush@h/p?q#f")
    var dumped = ""
    dump(url, to: &dumped)
    for text in ["\(url)", String(reflecting: url), dumped, "\([url])"] {
      #expect(text.contains("wss://***@h/p?q#f"))
      #expect(!text.contains("hush"))
    }
    #expect(url.href == "wss://me:hush@h/p?q#f")
  }

  @Test func `printing hides the values of a query but for those that route`() throws {
    let url = try RealtimeURL("wss://h/p?sig=hush&model=m&q&key=hu%20sh&api-version=v&call_id=c")
    #expect("\(url)" == "wss://h/p?sig=***&model=m&q&key=***&api-version=v&call_id=c")
    #expect(url.secrets == ["hush", "hush", "hu%20sh", "hu sh"])
    #expect(try RealtimeURL("wss://us%40er:p:w@h/").secrets == ["us%40er", "us@er", "p%3Aw", "p:w"])
  }
}
