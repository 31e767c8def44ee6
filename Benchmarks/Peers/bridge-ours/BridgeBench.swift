import Foundation
import OpenAIRealtime
import RealtimeTelephony
import WebSocketTransport

/// This package as one bridge of the comparison: all calls on one loop.
@main
enum BridgeBench {
  static func main() throws {
    let loop = try EventLoop()
    let bridge = try Bridge(on: loop)
    print("listening \(bridge.port)")
    fflush(nil)
    signal(SIGTERM) { _ in exit(0) }
    loop.run()
  }
}

/// What was said after `--name`.
func argument(_ name: String) -> String {
  guard let index = CommandLine.arguments.firstIndex(of: "--\(name)"), index + 1 < CommandLine.arguments.count else {
    fatalError("--\(name) is missing")
  }
  return CommandLine.arguments[index + 1]
}

/// Where calls arrive, and those that are up.
final class Bridge {
  let loop: EventLoop
  let client = OpenAI(apiKey: .static("none"))
  let options: RealtimeOptions
  private var server: WebSocketServer?
  private var calls: [ObjectIdentifier: Call] = [:]

  init(on loop: EventLoop) throws {
    self.loop = loop
    let url = try RealtimeURL(argument("model"))
    var options = RealtimeOptions()
    options.buildRealtimeURL = { _, _ in url }
    options.tls.trustRoots = .only([.file(path: argument("ca"))])
    self.options = options
    let identity = TLSIdentity(
      certificateChain: .file(path: argument("certificate")), privateKey: .file(path: argument("key")))
    server = try WebSocketServer(configuration: .init(identity: identity), on: loop) { [unowned self] socket, _ in
      do {
        let call = try Call(socket, on: self)
        calls[ObjectIdentifier(socket)] = call
        socket.on(.close) { [unowned self, unowned socket] _ in calls[ObjectIdentifier(socket)] = nil }
      } catch {
        print(error)
      }
    }
  }

  var port: Int { server.map { Int($0.localAddress.port) } ?? 0 }
}

private let sessionUpdate = """
  {"type":"session.update","session":{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcmu"}},\
  "output":{"format":{"type":"audio/pcmu"}}}}}
  """

/// The carrier's socket, the model's, and the audio handed on between them as the base64 that it is.
final class Call {
  private let carrier: WebSocket
  private let model: OpenAIRealtimeWS
  private var codec = TwilioCodec()
  private var streamID: [UInt8] = []
  private var scratch: [UInt8] = []
  private var isUp = false

  init(_ carrier: WebSocket, on bridge: Bridge) throws {
    self.carrier = carrier
    model = try OpenAIRealtimeWS(bridge.client, .model("benchmark"), on: bridge.loop, options: bridge.options)
    carrier.on(.message) { [unowned self] message in
      codec.decode(message.bytes, message.kind) { event in
        switch event {
        case .audio(let audio): if isUp { model.appendAudio(base64: audio.bytes) }
        case .started(let start): streamID = Array(start.streamID.utf8)
        default: break
        }
      }
    }
    carrier.on(.close) { [model] _ in model.close() }
    carrier.on(.error) { _ in }
    model.on(.error) { error in print(error) }
    model.socket.on(.open) { [unowned self] in
      isUp = true
      model.sendRaw(sessionUpdate)
    }
    model.on(.responseOutputAudioDelta) { [unowned self] event in
      let text = event.raw["delta"].rawBytes
      scratch.removeAll(keepingCapacity: true)
      scratch += Array<UInt8>.head
      scratch += streamID
      scratch += Array<UInt8>.middle
      text.withUnsafeBytes { scratch.append(contentsOf: $0.dropFirst().dropLast()) }
      scratch += Array<UInt8>.tail
      _ = scratch.withUnsafeBytes { carrier.send(.text, RawSpan(_unsafeBytes: $0)) }
    }
    model.on(.inputAudioBufferSpeechStarted) { [unowned self] _ in
      carrier.send(#"{"event":"clear","streamSid":""# + String(decoding: streamID, as: UTF8.self) + #""}"#)
    }
  }
}

extension [UInt8] {
  static let head = Array(#"{"event":"media","streamSid":""#.utf8)
  static let middle = Array(#"","media":{"payload":""#.utf8)
  static let tail = Array(#""}}"#.utf8)
}
