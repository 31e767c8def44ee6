import Foundation
import OpenAIRealtime
import RealtimeLocalServer
import WebSocketTransport

/// A webhook of somebody else's.
struct Webhook: Decodable {
  let name: String
  let headers: [String: String]
  let body: String
}

/// Verifies webhooks that others signed, and has the local server sign one for others to verify.
enum Webhooks {
  private struct Verdict: Encodable {
    let name: String
    var type: String?
    var error: String?
  }

  private struct Sent: Encodable {
    let callID: String
    let status: Int?
  }

  static func verify(_ webhooks: [Webhook], secret: String) throws {
    for webhook in webhooks {
      var receiver = try WebhookReceiver(secret: secret)
      let headers = HTTPHeaders(webhook.headers.map { ($0.key, $0.value) })
      do {
        let event = try receiver.receive(Array(webhook.body.utf8), headers: headers, at: Int64(time(nil)))
        say(Verdict(name: webhook.name, type: event.type))
      } catch {
        say(Verdict(name: webhook.name, error: "\(error)"))
      }
    }
  }

  static func send(to url: String, secret: String, on loop: EventLoop) throws {
    var configuration = RealtimeLocalServer.Configuration()
    configuration.isSecure = false
    let server = try RealtimeLocalServer(configuration: configuration, on: loop)
    var callID = ""
    callID = try server.receiveCall(.init(webhookURL: url, secret: secret)) { result in
      say(Sent(callID: callID, status: try? result.get().status))
      server.close()
    }
    loop.run()
  }
}
