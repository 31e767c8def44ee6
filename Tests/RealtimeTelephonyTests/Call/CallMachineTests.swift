import RealtimeTestSupport
import Testing

@testable import RealtimeTelephony

@Suite struct CallMachineTests {
  private typealias Row = (inputs: [CallMachine.Input], actions: [CallMachine.Action?])

  private static let rows: [Row] = [
    ([.started, .over(.callerLeft), .over(.hungUp)], [.openSession, .finish(.callerLeft), nil]),
    ([.expired], [.finish(.neverStarted)]),
    ([.refused(.rejected), .started], [.finish(.rejected), nil]),
    ([.leave(.gatewayClosed, afterSpeech: true)], [.finish(.gatewayClosed)]),
    ([.over(.carrierLost(code: 1006))], [.finish(.carrierLost(code: 1006))]),
    ([.spoken, .started, .spoken, .expired, .started], [nil, .openSession, nil, nil, nil]),
    ([.started, .leave(.hungUp, afterSpeech: false)], [.openSession, .finish(.hungUp)]),
    ([.started, .leave(.hungUp, afterSpeech: true), .spoken], [.openSession, .awaitSilence, .finish(.hungUp)]),
    ([.started, .leave(.hungUp, afterSpeech: true), .expired], [.openSession, .awaitSilence, .finish(.hungUp)]),
    (
      [.started, .leave(.transferred, afterSpeech: true), .leave(.hungUp, afterSpeech: true), .started, .spoken],
      [.openSession, .awaitSilence, nil, nil, .finish(.transferred)]
    ),
    (
      [.started, .leave(.transferred, afterSpeech: true), .leave(.hungUp, afterSpeech: false)],
      [.openSession, .awaitSilence, .finish(.transferred)]
    ),
    (
      [.started, .leave(.hungUp, afterSpeech: true), .over(.callerLeft), .spoken],
      [.openSession, .awaitSilence, .finish(.callerLeft), nil]
    ),
  ]

  @Test func `each input leads to what is to be done`() {
    for row in Self.rows {
      var machine = CallMachine()
      #expect(row.inputs.map { machine.handle($0) } == row.actions)
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `whatever comes, it ends once and opens one session at most`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var machine = CallMachine()
    var actions: [CallMachine.Action] = []
    let inputs: [CallMachine.Input] = [
      .started, .refused(.rejected), .spoken, .leave(.hungUp, afterSpeech: true),
      .leave(.transferred, afterSpeech: false),
      .over(.callerLeft), .expired,
    ]
    for _ in 0..<100 {
      guard let input = inputs.randomElement(using: &random), let action = machine.handle(input) else { continue }
      actions.append(action)
    }
    let ends = actions.compactMap { action -> CallEnd? in if case .finish(let end) = action { end } else { nil } }
    #expect(ends.count == 1 && ends.last == machine.end && actions.last == ends.last.map { .finish($0) })
    #expect(actions.count { $0 == .openSession } <= 1)
  }
}
