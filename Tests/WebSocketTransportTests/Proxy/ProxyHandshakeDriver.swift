import RealtimeBuffers
@testable import WebSocketTransport
import RealtimeWebSocketProtocol

/// Feeds a proxy's answer to a handshake in pieces, and keeps what the handshake sent.
struct ProxyHandshakeDriver {
  private let input = ByteBuffer(pool: BlockPool())
  private let output = ByteBuffer(pool: BlockPool())
  private var handshake: ProxyHandshake

  init(_ proxy: ProxyEndpoint, to endpoint: WebSocketEndpoint, limits: WebSocketLimits = .init()) throws {
    handshake = try ProxyHandshake(to: endpoint, through: proxy, limits: limits)
    handshake.start(into: output)
  }

  /// What it means that the proxy ends the connection now.
  var endedEarly: ProxyError { handshake.endedEarly }
  /// What has been sent so far.
  var sent: [UInt8] { Array(output.readable) }
  /// What has been received and is not part of the handshake.
  var left: [UInt8] { Array(input.readable) }

  mutating func receive(_ bytes: some Collection<UInt8>) -> ProxyHandshake.Outcome {
    input.append(Array(bytes).span.bytes)
    return handshake.receive(input, output: output)
  }

  /// The last outcome when `answer` comes in pieces that end at `cuts`.
  mutating func receive(_ answer: [UInt8], cutAt cuts: some Sequence<Int>) -> ProxyHandshake.Outcome {
    var outcome = ProxyHandshake.Outcome.needMoreBytes
    var start = 0
    for end in Array(cuts) + [answer.count] where end > start {
      outcome = receive(answer[start..<end])
      start = end
    }
    return outcome
  }
}
