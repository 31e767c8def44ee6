import Foundation
import RealtimeTelephony

/// Says of each request whether Twilio has signed it: 101 or 200 if so, 403 if not.
enum SignedServer {
  static func serve(url: String, token: String, keyID: String, key: String, on loop: EventLoop) throws {
    let signature = TwilioSignature(authToken: token, url: url, sharedKeys: [keyID: key])
    let server = try WebSocketServer(
      configuration: .init(), on: loop,
      respond: { .text("", status: signature.isValid($0) ? 200 : 403) }, decide: signature.decision
    ) { _, _ in }
    say(Listening(port: server.localAddress.port))
    InteropPeer.stopAtEndOfInput(loop)
    withExtendedLifetime(server) { loop.run() }
  }
}
