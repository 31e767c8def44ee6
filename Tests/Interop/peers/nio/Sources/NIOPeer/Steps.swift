import Foundation
import NIOCore
import NIOWebSocket

/// One connection of a client: what to do over it. See peer.py.
struct Step: Decodable {
  struct Message: Decodable {
    let kind: String
    let byteCount: Int

    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      kind = try pair.decode(String.self)
      byteCount = try pair.decode(Int.self)
    }
  }

  let step: String
  let path: String
  let ping: String?
  let messages: [Message]
  let fragments: Int
  let code: UInt16?
  let reason: String
}

/// How a connection ended, as either side says it.
struct Outcome: Encodable {
  var step: String?
  var failure: String?
  var code = 1006
  var reason = ""
  var compressed = false
  var pong = true
}

/// What a client wants its server to do, from the query of the URL.
struct Wish {
  let step: String?
  let ping: String?
  let fragments: Int
  let code: UInt16?
  let reason: String

  init(_ uri: String) {
    let items = URLComponents(string: uri)?.queryItems ?? []
    func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
    step = value("step")
    ping = value("ping")
    fragments = value("fragments").flatMap(Int.init) ?? 1
    code = value("code").flatMap(UInt16.init)
    reason = value("reason") ?? ""
  }
}

/// The messages that all peers know how to make. Text compresses, binary does not.
enum Payload {
  private static let phrase = Array("Grüße aus Köln, 世界 😀 - one voice turn after another. ".utf8)

  /// A linear congruential generator: the same bytes in every language.
  private static let noise: [UInt8] = {
    var state: UInt32 = 1
    return (0..<65521).map { _ in
      state = state &* 1_103_515_245 &+ 12345
      return UInt8(truncatingIfNeeded: state >> 16)
    }
  }()

  static func make(_ kind: String, byteCount: Int) -> ByteBuffer {
    var bytes = ByteBuffer()
    bytes.reserveCapacity(byteCount)
    if kind == "text" {
      for _ in 0..<(byteCount / phrase.count) { bytes.writeBytes(phrase) }
      bytes.writeRepeatingByte(UInt8(ascii: "."), count: byteCount - bytes.readableBytes)
    } else {
      while bytes.readableBytes < byteCount {
        bytes.writeBytes(noise.prefix(byteCount - bytes.readableBytes))
      }
    }
    return bytes
  }
}
