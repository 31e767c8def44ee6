import CxxStdlib
import OpenAIRealtime
import RealtimeAudio
import RealtimeLocalServer
import RealtimeReactor
import WebSocketTransport

/// Every product in a target with C++ interoperability.
@main
enum WithCxx {
  static func main() throws {
    let loop = try EventLoop()
    let server = try RealtimeLocalServer(on: loop)
    var options = RealtimeOptions()
    if let root = server.certificateAuthorityPEM { options.tls.trustRoots = .only([.bytes(root)]) }
    let client = OpenAI(apiKey: .static("local"), baseURL: server.baseURL)
    let rt = try OpenAIRealtimeWS(client, .model("gpt-realtime-2.1"), on: loop, options: options)
    var sessionID = std.string()
    rt.once(.sessionCreated) { event in
      sessionID = std.string(event.session.id)
      rt.close()
    }
    rt.socket.on(.close) { _ in server.close() }
    loop.run()
    precondition(!sessionID.empty())
    print("with C++: \(String(sessionID).count) characters")
  }
}
