import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

/// Messages that go out while they are being made.
@Suite struct SendingFragmentsTests {
  @Test(arguments: [false, true], [false, true])
  func `a message in fragments comes back whole, with pings between them`(isSecure: Bool, isCompressed: Bool)
    throws
  {
    let loopback = try Loopback(isSecure: isSecure)
    var pings: [[UInt8]] = []
    try loopback.serve({ $0.connection.compression = isCompressed ? DeflateConfiguration() : nil }) {
      socket in
      socket.on(.ping) { payload in pings.append(payload.withUnsafeBytes { Array($0) }) }
      socket.on(.message) { [unowned socket] message in socket.send(message.kind, message.bytes) }
    }
    let client = try loopback.connect { $0.compression = isCompressed ? DeflateConfiguration() : nil }
    let text = Array(String(repeating: "größer 𝄞 ", count: 4_000).utf8)
    var echoes: [[UInt8]] = []
    client.on(.open) {
      for kind in [MessageKind.text, .binary] {
        // Cut without regard to characters.
        for start in stride(from: 0, to: text.count, by: 1_501) {
          let part = text[start..<min(start + 1_501, text.count)]
          #expect(client.sendFragment(kind, Array(part).span.bytes, isFinal: false).isAccepted)
          if start == 0 { #expect(client.ping([UInt8(1)].span.bytes).isAccepted) }
        }
        #expect(client.send("in between") == .refused(.messageUnderWay))
        #expect(client.sendFragment(kind, RawSpan(), isFinal: true).isAccepted)
      }
    }
    client.on(.message) { message in
      echoes.append(message.bytes.withUnsafeBytes { Array($0) })
      if echoes.count == 2 { try? client.close() }
    }
    var sent: UInt64 = 0
    client.on(.close) { sent = $0.messagesSent }
    loopback.run(until: client)
    #expect(echoes == [text, text])
    #expect(pings == [[1], [1]])
    #expect(sent == 2)
  }

  @Test func `what cannot be sent in fragments is refused, and the message goes on`() throws {
    let loopback = try Loopback(isSecure: false)
    try loopback.serveEcho()
    let client = try loopback.connect { $0.maximumBufferedByteCount = 1 << 20 }
    var echo = ""
    client.on(.open) {
      let character = Array("é".utf8)
      let half = [character[0]]
      #expect(client.sendFragment(.text, half.span.bytes, isFinal: false).isAccepted)
      #expect(client.sendFragment(.text, half.span.bytes, isFinal: false) == .refused(.textNotUTF8))
      #expect(client.sendFragment(.text, RawSpan(), isFinal: true) == .refused(.textNotUTF8))
      #expect(client.sendFragment(.binary, half.span.bytes, isFinal: true) == .refused(.messageUnderWay))
      let large = [UInt8](repeating: 0x41, count: 1 << 20 + 1)
      #expect(client.sendFragment(.text, large.span.bytes, isFinal: true) == .refused(.tooLarge))
      #expect(client.sendFragment(.text, [character[1]].span.bytes, isFinal: true).isAccepted)
    }
    client.on(.message) { message in
      echo = message.text
      try? client.close()
    }
    client.on(.error) { Issue.record("\($0)") }
    loopback.run(until: client)
    #expect(echo == "é")
    #expect(client.sendFragment(.text, RawSpan(), isFinal: true) == .refused(.notOpen))
  }
}
