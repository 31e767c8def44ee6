import ByteBuffers
import CLibUV
import COpenSSL
import CZlib
import EventJSON
import OpenAIRealtime
import Reactor
import RealtimeAudio
import RealtimeLocalServer
import RealtimeReactor
import RealtimeService
import RealtimeSessions
import RealtimeTelephony
import TLSEngine
import WebSocketTransport

/// Every product, and a neighbour with targets of the usual names, in one program: a session with the local server.
@main
enum Together {
  static func main() throws {
    let loop = try EventLoop()
    let server = try RealtimeLocalServer(on: loop)
    var options = RealtimeOptions()
    if let root = server.certificateAuthorityPEM { options.tls.trustRoots = .only([.bytes(root)]) }
    let client = OpenAI(apiKey: .static("local"), baseURL: server.baseURL)
    let rt = try OpenAIRealtimeWS(client, .model("gpt-realtime-2.1"), on: loop, options: options)
    var report: WebSocketCloseReport?
    rt.once(.sessionCreated) { _ in rt.close() }
    rt.socket.on(.close) { end in report = end }

    var plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
    plan.options = options
    let session = try RealtimeSession(client, plan, on: loop)
    RealtimeObserver(.init()).observe(session)
    var cause: RealtimeSession.CloseCause?
    session.once(.sessionCreated) { _ in session.close() }
    session.onClose { end in
      cause = end.cause
      server.drain(deadline: .seconds(10))
    }
    loop.run()
    precondition(report?.code == 1000)
    precondition(cause == .requested)

    let names = [
      nameOfByteBuffers, nameOfCLibUV, nameOfCOpenSSL, nameOfCZlib, nameOfEventJSON, nameOfReactor,
    ]
    print("together with \(names.joined(separator: ", ")), \(nameOfTLSEngine)")
  }
}
