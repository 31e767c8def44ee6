import ExampleSupport
import Foundation
import OpenAIRealtime

/// What is done with each call: it is accepted and greeted, and transferred when the caller presses a key.
final class CallDesk {
  private let service: Service
  private let model: String
  private let transferTarget: String
  private var webhooks: WebhookReceiver
  private(set) var hasFailed = false
  /// Told when the session beside a call has ended.
  var onEnd: () -> Void = {}

  init(_ service: Service, model: String, transferTarget: String, webhooks: WebhookReceiver) {
    self.service = service
    self.model = model
    self.transferTarget = transferTarget
    self.webhooks = webhooks
  }

  func respond(to request: PlainRequest) -> PlainResponse? {
    guard request.method == "POST", request.path == "/webhook", let loop = EventLoop.current else { return nil }
    do throws(WebhookError) {
      let event = try webhooks.receive(request.body, headers: request.headers, at: Int64(time(nil)))
      if case .callIncoming(let call) = event.content { accept(call.callID, on: loop) }
      return PlainResponse()
    } catch {
      Terminal.note("a webhook was refused: \(error)")
      return .text("\(error)\n", status: error.status)
    }
  }

  private var calls: RESTOptions {
    var options = RESTOptions()
    options.connection = service.options
    return options
  }

  private func accept(_ callID: String, on loop: EventLoop) {
    let session = RealtimeSessionParameters(model: .init(rawValue: model), instructions: "Greet the caller, and help.")
    service.client.calls.accept(callID, session, on: loop, options: calls) { result in
      self.check(result, "accepted \(callID)") { try self.listenIn(callID, on: loop) }
    }
  }

  /// The session beside the call: its audio goes from the service to the phone, and not through here.
  private func listenIn(_ callID: String, on loop: EventLoop) throws {
    let rt = try OpenAIRealtimeWS(service.client, .call(callID), on: loop, options: service.options)
    rt.on(.sessionCreated) { _ in rt.send(.responseCreate()) }
    rt.on(.responseOutputAudioTranscriptDone) { Terminal.writeLine("model: \($0.transcript)") }
    rt.on(.inputAudioBufferDtmfEventReceived) { event in
      Terminal.writeLine("caller pressed \(event.event)")
      self.transfer(callID, on: loop)
    }
    rt.on(.error) { self.check(Result<Void, any Error>.failure($0), "") {} }
    rt.onClose { _ in
      Terminal.writeLine("ended")
      self.onEnd()
    }
  }

  private func transfer(_ callID: String, on loop: EventLoop) {
    service.client.calls.refer(callID, to: transferTarget, on: loop, options: calls) { result in
      self.check(result, "transferred to \(self.transferTarget)") {
        self.service.client.calls.hangup(callID, on: loop, options: self.calls) { self.check($0, "hung up") {} }
      }
    }
  }

  private func check<Value>(_ result: Result<Value, any Error>, _ text: String, then next: () throws -> Void) {
    do {
      _ = try result.get()
      Terminal.writeLine(text)
      try next()
    } catch {
      hasFailed = true
      Terminal.note("error: \(error)")
      onEnd()
    }
  }
}
