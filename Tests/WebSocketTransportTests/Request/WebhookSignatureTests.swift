import Testing
@testable import WebSocketTransport

@Suite struct WebhookSignatureTests {
  private let signature = WebhookSignature(key: Array("plain-secret".utf8))
  private let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
  private let timestamp = "1614265330"
  private let body = Array(#"{"test": 2432232314}"#.utf8)
  private let right = "v1,3Iu+JbC8cHey9rJURLZfxQoX30vMfLebm9Kn1ePn6f4="

  @Test func `a message has the signature that others give it`() {
    #expect(signature.text(id: id, timestamp: timestamp, body: body) == right)
  }

  @Test func `one of several signatures has to be right, with or without its version`() {
    let wrong = "v1,AAAAJbC8cHey9rJURLZfxQoX30vMfLebm9Kn1ePn6f4="
    let bare = String(right.dropFirst(3))
    for list in [
      right, bare, "\(wrong) \(right)", "\(right) \(wrong)", "v1a,xyz  \(bare) ", "\(wrong) \(wrong) \(right)",
    ] {
      #expect(signature.isSigned(id: id, timestamp: timestamp, body: body, by: list), "\(list)")
    }
    for list in [
      "", " ", "v1,", wrong, "v2,\(bare)", "v1a,\(bare)", "v1, \(wrong)", right.lowercased(), "\(right),\(right)",
    ] {
      #expect(!signature.isSigned(id: id, timestamp: timestamp, body: body, by: list), "\(list)")
    }
  }

  @Test func `a byte that was changed, anywhere, is noticed`() {
    for index in body.indices {
      var changed = body
      changed[index] ^= 1
      #expect(!signature.isSigned(id: id, timestamp: timestamp, body: changed, by: right))
    }
    #expect(!signature.isSigned(id: id + "x", timestamp: timestamp, body: body, by: right))
    #expect(!signature.isSigned(id: id, timestamp: "1614265331", body: body, by: right))
    #expect(
      !WebhookSignature(key: Array("plain-secreu".utf8)).isSigned(id: id, timestamp: timestamp, body: body, by: right))
  }

  @Test func `it prints without its key`() {
    var dumped = ""
    dump(signature, to: &dumped)
    #expect("\(signature)" == "***" && !dumped.contains("112"))
  }
}
