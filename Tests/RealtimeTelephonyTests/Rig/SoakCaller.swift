import RealtimeTelephony
import RealtimeTestSupport

/// A caller who speaks and listens by chance, over a line that loses and mixes up frames and stops at times, and who
/// calls again after each call.
final class SoakCaller {
  private static let loud = MuLaw.speech(milliseconds: 20)
  private static let quiet = MuLaw.silence(milliseconds: 20)

  private let loop: EventLoop
  private let dial: (EventLoop) throws -> ScriptedCarrier
  private var random: SeededGenerator
  private var carrier: ScriptedCarrier?
  private var speech = NumberedSpeech()
  /// Frames until the caller changes between speaking and listening, and until the call ends.
  private var left = (turn: 0, call: 0)
  private var isSpeaking = false
  private(set) var callCount = 0
  private(set) var replyCount = 0
  private(set) var mistakes: [String] = []
  /// Whether it makes no more calls.
  var isLast = false

  init(on loop: EventLoop, seed: UInt64, _ dial: @escaping (EventLoop) throws -> ScriptedCarrier) {
    self.loop = loop
    self.dial = dial
    random = SeededGenerator(seed: seed)
  }

  var isOver: Bool { carrier == nil }

  func call() throws {
    let carrier = try dial(loop)
    carrier.keepsAll = false
    carrier.playsAtOnce = false
    self.carrier = carrier
    callCount += 1
    speech = NumberedSpeech()
    left = (0, Int.random(in: 50...400, using: &random))
    carrier.onOpen = { [unowned carrier] in carrier.start() }
    carrier.onMedia = { [unowned self] in speech.take($0) }
    carrier.onClose = { [unowned self, unowned carrier] in end(carrier) }
  }

  private func end(_ carrier: ScriptedCarrier) {
    mistakes += speech.mistakes + carrier.faults
    replyCount += speech.replyCount
    self.carrier = nil
  }

  /// 20 ms pass.
  func tick() throws {
    guard let carrier else {
      if !isLast { try call() }
      return
    }
    guard carrier.socket.readyState == .open else { return }
    left.call -= 1
    left.turn -= 1
    if left.call <= 0 || isLast { return leave(carrier) }
    if left.turn <= 0 {
      isSpeaking.toggle()
      left.turn = Int.random(in: isSpeaking ? 15...60 : 30...120, using: &random)
    }
    carrier.play(milliseconds: 20)
    speak(carrier)
    if Int.random(in: 0..<300, using: &random) == 0 { stall(carrier) }
  }

  private func speak(_ carrier: ScriptedCarrier) {
    let frame = isSpeaking ? Self.loud : Self.quiet
    switch Int.random(in: 0..<200, using: &random) {
    case 0: carrier.shift(by: 1)
    case 1:
      carrier.shift(by: 1)
      carrier.speak(frame)
      carrier.shift(by: -2)
      carrier.speak(frame)
      carrier.shift(by: 1)
      left.turn -= 1
    default: carrier.speak(frame)
    }
  }

  private func stall(_ carrier: ScriptedCarrier) {
    carrier.socket.pauseReading()
    loop.schedule(after: .milliseconds(Int.random(in: 20...500, using: &random))) { carrier.socket.resumeReading() }
  }

  private func leave(_ carrier: ScriptedCarrier) {
    if Bool.random(using: &random) { carrier.hangUp() } else { carrier.socket.terminate() }
  }
}
