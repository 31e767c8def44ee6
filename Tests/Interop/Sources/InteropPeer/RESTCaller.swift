import Foundation
import OpenAIRealtime
import WebSocketTransport

/// Makes each call of the REST API once, one after the other, and says what came of it.
final class RESTCaller {
  private struct Outcome: Encodable {
    let name: String
    var status: Int?
    var attempts: Int?
    var secret: String?
    var error: String?
  }

  private let client: OpenAI
  private let options: RESTOptions
  private let loop: EventLoop
  private let callID: String
  private var calls: [(String, (@escaping (Result<Outcome, any Error>) -> Void) -> Void)] = []

  init(baseURL: String, callID: String, on loop: EventLoop) {
    client = OpenAI(apiKey: .static("local"), baseURL: baseURL)
    var options = RESTOptions()
    options.organization = "org-1"
    options.project = "proj_1"
    self.options = options
    self.callID = callID
    self.loop = loop
  }

  func start() {
    let session = RealtimeSessionParameters(model: "gpt-realtime", instructions: "Be \"kind\": ünïcode, 😀.")
    control("accept") { $0.accept(self.callID, session, on: self.loop, options: self.options, completion: $1) }
    control("reject") { $0.reject(self.callID, statusCode: 486, on: self.loop, options: self.options, completion: $1) }
    control("reject without a status") { $0.reject(self.callID, on: self.loop, options: self.options, completion: $1) }
    control("refer") {
      $0.refer(self.callID, to: "tel:+14155550100", on: self.loop, options: self.options, completion: $1)
    }
    control("hangup") { $0.hangup(self.callID, on: self.loop, options: self.options, completion: $1) }
    secret("secret") {
      $0.create(.realtime(session), expiresAfter: 60, on: self.loop, options: self.options, completion: $1)
    }
    secret("secret of nothing") { $0.create(on: self.loop, options: self.options, completion: $1) }
    secret("translation") {
      $0.createForTranslation(
        model: "gpt-realtime-translate", .init(audio: .init(output: .init(language: "de"))), on: self.loop,
        options: self.options, completion: $1)
    }
    next()
  }

  private func control(
    _ name: String, _ call: @escaping (RealtimeCalls, @escaping (Result<RESTReceipt, any Error>) -> Void) -> Void
  ) {
    calls.append(
      (
        name,
        { [client] done in
          call(client.calls) { done($0.map { Outcome(name: name, status: $0.status, attempts: $0.attemptCount) }) }
        }
      ))
  }

  private func secret(
    _ name: String,
    _ call: @escaping (ClientSecrets, @escaping (Result<CreatedClientSecret, any Error>) -> Void) -> Void
  ) {
    calls.append(
      (
        name,
        { [client] done in
          call(client.clientSecrets) {
            done($0.map { Outcome(name: name, attempts: $0.receipt.attemptCount, secret: $0.secret.value) })
          }
        }
      ))
  }

  private func next() {
    guard !calls.isEmpty else { return }
    let (name, call) = calls.removeFirst()
    call { result in
      switch result {
      case .success(let outcome): say(outcome)
      case .failure(let error): say(Outcome(name: name, error: "\(error)"))
      }
      self.next()
    }
  }
}
