/// How far a phone call is, and what is to be done next: from the carrier's socket to the one report.
struct CallMachine {
  enum State: Equatable {
    /// The stream is not known yet.
    case awaitsStart
    case running
    /// What has been said is still to be heard; then it ends for this reason.
    case leaving(CallEnd)
    case ended(CallEnd)
  }

  enum Input {
    /// The stream has begun, in a format that can be used and with a plan for the session.
    case started
    /// The stream has begun and comes to nothing.
    case refused(CallEnd)
    /// Nothing that was said is left to be heard.
    case spoken
    /// The end is wanted, after what has been said or at once.
    case leave(CallEnd, afterSpeech: Bool)
    /// It is over, whatever was wanted.
    case over(CallEnd)
    /// The time for the present state has passed.
    case expired
  }

  enum Action: Equatable {
    case openSession
    /// Ask whether everything was heard, and ask again with each mark.
    case awaitSilence
    /// Tell the carrier, close both sides, and report.
    case finish(CallEnd)
  }

  private(set) var state = State.awaitsStart

  var end: CallEnd? { if case .ended(let end) = state { end } else { nil } }

  mutating func handle(_ input: Input) -> Action? {
    switch (state, input) {
    case (.ended, _): return nil
    case (.awaitsStart, .started):
      state = .running
      return .openSession
    case (.running, .leave(let end, afterSpeech: true)):
      state = .leaving(end)
      return .awaitSilence
    case (.leaving(let end), .spoken), (.leaving(let end), .expired): return finish(end)
    // Who is asked again is in a hurry, but the reason stays.
    case (.leaving(let end), .leave(_, let afterSpeech)): return afterSpeech ? nil : finish(end)
    case (.awaitsStart, .expired): return finish(.neverStarted)
    case (_, .refused(let end)), (_, .over(let end)), (_, .leave(let end, _)): return finish(end)
    case (.awaitsStart, .spoken), (.running, .started), (.running, .spoken), (.running, .expired), (.leaving, .started):
      return nil
    }
  }

  private mutating func finish(_ end: CallEnd) -> Action {
    state = .ended(end)
    return .finish(end)
  }
}
