import RealtimeEvents
import RealtimeReactor
import RealtimeTestRig
import Testing
import WebSocketTransport
@testable import OpenAIRealtime

/// A phone call over SIP from its webhook to its end: the local server on one side, the client on the other.
@Suite struct SIPCallTests {
  private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  /// The service, the application's web server, and what they said to each other.
  private final class Scene: LocalRig {
    private var web: WebSocketServer?
    private var webhooks: WebhookReceiver
    private(set) var events: [WebhookEvent] = []
    private(set) var errors: [WebhookError] = []
    var onCall: (IncomingCall) -> Void = { _ in }

    init(_ change: (inout RealtimeLocalServer.Configuration) -> Void = { _ in }) throws {
      webhooks = try WebhookReceiver(secret: SIPCallTests.secret)
      try super.init {
        $0.isSecure = false
        $0.servesUnknownCalls = false
        $0.requiredAPIKey = "test-key"
        change(&$0)
      }
      web = try WebSocketServer(
        configuration: .init(), on: loop, respond: { [unowned self] in respond(to: $0) }, accept: { _, _ in })
    }

    private func respond(to request: PlainRequest) -> PlainResponse? {
      do throws(WebhookError) {
        let event = try webhooks.receive(request.body, headers: request.headers, at: WallClock.seconds)
        events.append(event)
        if case .callIncoming(let call) = event.content { onCall(call) }
        return PlainResponse()
      } catch {
        errors.append(error)
        return .text("\(error)\n", status: error.status)
      }
    }

    var incoming: RealtimeLocalServer.IncomingCall {
      .init(webhookURL: "http://127.0.0.1:\(web?.localAddress.port ?? 0)/hook", secret: SIPCallTests.secret)
    }

    func finish() {
      web?.close()
      server.close()
    }
  }

  @Test func `a call is announced, accepted, greeted, told of a key, transferred and hung up`() throws {
    let scene = try Scene()
    var types: [String] = []
    var report: RealtimeCloseReport?
    var statuses: [Int] = []
    var instructions: String?
    scene.onCall = { call in
      let session = RealtimeSessionParameters(model: "gpt-realtime-2.1", instructions: "Greet the caller.")
      scene.client().calls.accept(call.callID, session, on: scene.loop) { result in
        statuses.append((try? result.get().status) ?? 0)
        do {
          let rt = try OpenAIRealtimeWS(scene.client(), .call(call.callID), on: scene.loop)
          rt.on(.event) { types.append($0.type) }
          rt.on(.sessionCreated) { event in
            if case .realtime(let session) = event.session { instructions = session.instructions }
            rt.send(.responseCreate())
          }
          rt.on(.outputAudioBufferStopped) { _ in scene.server.pressKey("5", inCall: call.callID) }
          rt.on(.inputAudioBufferDtmfEventReceived) { event in
            #expect(event.event == "5")
            scene.client().calls.refer(call.callID, to: "tel:+12025550111", on: scene.loop) { result in
              statuses.append((try? result.get().status) ?? 0)
              scene.client().calls.hangup(call.callID, on: scene.loop) { statuses.append((try? $0.get().status) ?? 0) }
            }
          }
          rt.onClose {
            report = $0
            scene.finish()
          }
        } catch {
          Issue.record(error)
        }
      }
    }
    var answer: HTTPResponse?
    let id = try scene.server.receiveCall(scene.incoming) { answer = try? $0.get() }
    #expect(scene.server.callState(id) == .incoming)
    scene.run()
    #expect(answer?.status == 200 && statuses == [200, 200, 200] && scene.errors.isEmpty)
    guard case .callIncoming(let call)? = scene.events.first?.content else { throw RESTRig.Unexpected() }
    #expect(call.callID == id && call.sipHeaders.fields.map(\.name) == ["From", "To", "Call-ID"])
    #expect(call.sipHeaders["from"]?.hasPrefix("sip:+12025550123@") == true && call.mediaSecurity == .srtp)
    #expect(instructions == "Greet the caller.")
    #expect(types.contains("output_audio_buffer.started") && types.contains("response.output_audio_transcript.done"))
    #expect(!types.contains("response.output_audio.delta"))
    #expect(report?.code == .normalClosure && report?.initiator == .peer)
    #expect(scene.server.callState(id) == .ended && scene.server.transferTarget(ofCall: id) == "tel:+12025550111")
  }

  @Test func `a session beside a call that rings, is over or never was is refused with 404`() throws {
    let scene = try Scene()
    var refusals: [String: Int] = [:]
    func join(_ id: String, then next: @escaping () -> Void) {
      do {
        let rt = try OpenAIRealtimeWS(scene.client(), .call(id), on: scene.loop)
        rt.on(.error) { refusals[id, default: 0] += $0.refusal?.status ?? 0 }
        rt.onClose { _ in next() }
      } catch {
        Issue.record(error)
      }
    }
    scene.onCall = { call in
      join(call.callID) {
        scene.server.hangUp(call: call.callID)
        join(call.callID) { join("rtc_none") { scene.finish() } }
      }
    }
    let id = try scene.server.receiveCall(scene.incoming)
    scene.run()
    #expect(refusals == [id: 808, "rtc_none": 404])
  }

  @Test func `the caller hangs up, and the session beside the call is closed`() throws {
    let scene = try Scene()
    var report: RealtimeCloseReport?
    var status: Int?
    scene.onCall = { call in
      scene.client().calls.accept(call.callID, .init(model: "gpt-realtime-2.1"), on: scene.loop) { _ in
        guard let rt = try? OpenAIRealtimeWS(scene.client(), .call(call.callID), on: scene.loop) else { return }
        rt.on(.sessionCreated) { _ in #expect(scene.server.hangUp(call: call.callID)) }
        rt.onClose {
          report = $0
          scene.client().calls.hangup(call.callID, on: scene.loop) {
            status = try? $0.get().status
            scene.finish()
          }
        }
      }
    }
    let id = try scene.server.receiveCall(scene.incoming)
    scene.run()
    #expect(report?.code == .normalClosure && status == 404)
    #expect(!scene.server.hangUp(call: id) && scene.server.callState(id) == .ended)
  }

  @Test func `a webhook that is signed with another secret, or by another clock, is refused`() throws {
    for (change, error) in [
      ({ $0.secret = "another" }, WebhookError.invalidSignature), ({ _ in }, .tooOld),
    ] as [((inout RealtimeLocalServer.IncomingCall) -> Void, WebhookError)] {
      let scene = try Scene { if error == .tooOld { $0.clockOffset = .seconds(-301) } }
      var call = scene.incoming
      change(&call)
      var status: Int?
      try scene.server.receiveCall(call) {
        status = try? $0.get().status
        scene.finish()
      }
      scene.run()
      #expect(scene.errors == [error] && status == 400 && scene.events.isEmpty)
    }
  }

  @Test func `a client secret made with the key opens a session`() throws {
    let scene = try Scene()
    var isOpen = false
    scene.client().clientSecrets.create(.realtime(.init(model: "gpt-realtime-2.1")), on: scene.loop) { result in
      do {
        let made = try result.get()
        #expect(made.secret.expiresAt.map { abs($0 - Int(WallClock.seconds) - 600) < 30 } == true)
        let client = OpenAI(apiKey: made.apiKey, baseURL: scene.client().baseURL)
        let rt = try OpenAIRealtimeWS(client, .model("gpt-realtime-2.1"), on: scene.loop)
        rt.on(.sessionCreated) { _ in
          isOpen = true
          rt.close()
        }
        rt.onClose { _ in scene.finish() }
      } catch {
        Issue.record(error)
        scene.finish()
      }
    }
    scene.run()
    #expect(isOpen)
  }
}
