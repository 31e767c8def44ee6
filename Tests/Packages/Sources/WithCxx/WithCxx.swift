import CxxStdlib
import OpenAIRealtime
import RealtimeAudio
import RealtimeLocalServer
import RealtimeReactor
import RealtimeService
import RealtimeSessions
import RealtimeTelephony
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
    var plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
    plan.options = options
    let session = try RealtimeSession(client, plan, on: loop)
    RealtimeObserver(.init()).observe(session)
    var sessionID = std.string()
    session.once(.sessionCreated) { event in
      sessionID = std.string(event.session.id)
      session.close()
    }
    session.onClose { _ in server.close() }
    loop.run()
    precondition(!sessionID.empty())
    print("with C++: \(String(sessionID).count) characters")
  }
}
