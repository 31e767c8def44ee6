import RealtimeTestSupport
import Testing

@testable import RealtimeTelephony

@Suite struct TwilioSignatureTests {
  private static let token = "12345"

  private static func isValid(
    _ signature: String, url: String, token: String = token, query: String? = nil, form: String? = nil
  ) -> Bool {
    var headers = HTTPHeaders([("X-Twilio-Signature", signature)])
    if form != nil { headers.append("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8") }
    return TwilioSignature(authToken: token, url: url)
      .isValid(headers, query: query, body: Array((form ?? "").utf8))
  }

  @Test func `Twilio's own example of a form is valid, and no other`() {
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    let form =
      "Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309&CallSid=CA1234567890ABCDE"
    let signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    #expect(Self.isValid(signature, url: url, form: form))
    #expect(Self.isValid(signature, url: "https://mycompany.com/myapp.php", query: "foo=1&bar=2", form: form))
    #expect(!Self.isValid(signature, url: url, query: "foo=1&bar=3", form: form))
    #expect(!Self.isValid(signature, url: url, form: form + "&Digits=12345"))
    #expect(Self.isValid(signature, url: url, form: form + "&Digits=1234"))
    #expect(!Self.isValid(signature, url: url))
    #expect(!Self.isValid(signature, url: url, token: "12346", form: form))
    #expect(!Self.isValid(signature, url: url, token: "", form: form))
  }

  @Test func `a socket's URL is tried with and without its port, and is otherwise exact`() {
    let table: [(url: String, signature: String)] = [
      ("wss://example.com/media", "7PR3qMkpDyEJtMrVOY/LDyNq8J8="),
      ("wss://example.com:443/media", "zyyJQiPZXIGCLy3HYdHEfry0yDg="),
      ("wss://example.com/media/", "T+WBXwUXC0/CyoZ1DA+p9ilZORs="),
    ]
    for (url, _) in table {
      for (signed, signature) in table {
        #expect(Self.isValid(signature, url: url) == (url.hasSuffix("/") == signed.hasSuffix("/")), "\(url) \(signed)")
      }
    }
    #expect(Self.isValid(table[0].signature, url: "WSS://Example.com/media"))
    for other in [
      "ws://example.com/media", "wss://example.org/media", "wss://example.com/Media", "example.com/media", "",
    ] {
      #expect(!Self.isValid(table[0].signature, url: other))
    }
  }

  @Test func `each byte of a signature counts`() {
    let signature = Array("7PR3qMkpDyEJtMrVOY/LDyNq8J8=".utf8)
    for index in signature.indices {
      var other = signature
      other[index] = other[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      #expect(!Self.isValid(String(decoding: other, as: UTF8.self), url: "wss://example.com/media"))
      #expect(!Self.isValid(String(decoding: signature.prefix(index), as: UTF8.self), url: "wss://example.com/media"))
    }
  }

  @Test func `the SHA-256 settings choose the shared key that they name, and no other is taken`() {
    let signature = TwilioSignature(
      authToken: "other", url: "wss://example.com/media", sharedKeys: ["k1": Self.token, "k2": "", "k3": "x"])
    let proof = ("X-Twilio-Signature", "b2XWR52Fa0xYn61qqQpaYYp6OCvoQZ17vQdGyo+dyMA=")
    let settings = "X-Twilio-Webhooks-Signature-Settings"
    for text in ["key=k1,algorithm=HMAC_SHA256", "algorithm=HMAC_SHA256, key=k1"] {
      #expect(signature.isValid(HTTPHeaders([proof, (settings, text)]), query: nil))
    }
    for text in [
      "", "key=k1", "algorithm=HMAC_SHA256", "key=k1,algorithm=HMAC_SHA1", "key=k2,algorithm=HMAC_SHA256",
      "key=k3,algorithm=HMAC_SHA256", "key=k9,algorithm=HMAC_SHA256", ",,==,",
    ] {
      #expect(!signature.isValid(HTTPHeaders([proof, (settings, text)]), query: nil), "\(text)")
    }
    #expect(!signature.isValid(HTTPHeaders([proof]), query: nil))
    let twice = HTTPHeaders([proof, (settings, "key=k1,algorithm=HMAC_SHA256"), (settings, "x")])
    #expect(!signature.isValid(twice, query: nil))
    #expect(!signature.isValid(HTTPHeaders([proof, proof, (settings, "key=k1,algorithm=HMAC_SHA256")]), query: nil))
  }

  @Test func `a JSON body is covered by its digest in the query, and a body that nothing covers is not valid`() {
    let digest = "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"
    let signature = TwilioSignature(authToken: Self.token, url: "https://example.com/hook")
    let headers = { (proof: String) in
      HTTPHeaders([("X-Twilio-Signature", proof), ("Content-Type", "application/json")])
    }
    let (proof, body) = ("2e7mH/NA6FwzvUqLZxhsETU/4bw=", Array(#"{"a":1}"#.utf8))
    #expect(signature.isValid(headers(proof), query: "bodySHA256=\(digest)", body: body))
    #expect(!signature.isValid(headers(proof), query: "bodySHA256=\(digest)", body: Array(#"{"a":2}"#.utf8)))
    #expect(!signature.isValid(headers(proof), query: "bodySHA256=\(digest)"))
    for query in ["bodySHA256=\(digest)0", "bodySHA256=", "bodySHA256=é", "bodySHA256"] {
      #expect(!signature.isValid(headers(proof), query: query, body: body))
    }
    // The URL alone is signed, and somebody has put a body to it.
    #expect(signature.isValid(headers("JuPavG0Zweu3T+LUwMO9lxmVvgY="), query: nil))
    #expect(!signature.isValid(headers("JuPavG0Zweu3T+LUwMO9lxmVvgY="), query: nil, body: body))
  }

  @Test func `a URL without a path has one, user information stays, and a name may be there twice`() {
    for url in ["https://example.com", "https://example.com/", "https://EXAMPLE.com:443/"] {
      #expect(Self.isValid("TXuZJhjWZUJzE+PO8qGu+QD2va0=", url: url))
    }
    for signature in ["yPy30DtQD63dC/98UozVLCUJ6M8=", "OucKIt6PO9BVuXWmlMPf+jxoU/o="] {
      #expect(Self.isValid(signature, url: "https://u:p@example.com:8443/x"))
    }
    #expect(!Self.isValid("yPy30DtQD63dC/98UozVLCUJ6M8=", url: "https://u:p@example.com/x"))
    #expect(Self.isValid("5XG6ilB60Sid5LKKPFqb0fwzffg=", url: "https://example.com/hook", form: "b=&a=2&a=1&a=2"))
  }

  @Test func `it prints neither keys nor the URL`() {
    let signature = TwilioSignature(
      authToken: "hush", url: "wss://u:hush@h/hush?k=hush", sharedKeys: ["k": "hush"])
    var dumped = ""
    dump(signature, to: &dumped)
    for text in [dumped, "\(signature)", String(reflecting: signature)] { #expect(!text.contains("hush")) }
  }
}
