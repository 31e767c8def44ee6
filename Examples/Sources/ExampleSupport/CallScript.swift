/// What a caller does from the first frame to hanging up, 20 ms at a time.
public struct CallScript: Sendable {
  public enum Step: Sendable {
    /// Says the question, whatever is to be heard; once, or over and over for so many frames.
    case ask(frames: Int? = nil)
    /// Says nothing until an answer is to be heard.
    case waitForAnswer
    /// Says nothing for so many frames.
    case listen(frames: Int)
    /// Presses keys.
    case press(String)
  }

  enum Act {
    case speak([UInt8])
    case press(String)
    case hangUp
  }

  private var steps: ArraySlice<Step>
  private let question: [[UInt8]]
  /// How many frames the present step has taken.
  private var frameCount = 0

  /// - Parameters:
  ///   - steps: One after the other; then the caller hangs up.
  ///   - question: In frames, at least one.
  public init(_ steps: [Step], question: [[UInt8]]) {
    self.steps = steps[...]
    self.question = question
  }

  /// What comes next.
  mutating func next(isAnswered: Bool) -> Act {
    switch steps.first {
    case .ask(let count):
      defer { advance(after: count ?? question.count) }
      return .speak(question[frameCount % question.count])
    case .waitForAnswer:
      if isAnswered { advance(after: 0) }
      return .speak(Telephone.silence)
    case .listen(let count):
      advance(after: count)
      return .speak(Telephone.silence)
    case .press(let keys):
      advance(after: 0)
      return .press(keys)
    case nil: return .hangUp
    }
  }

  private mutating func advance(after count: Int) {
    frameCount += 1
    guard frameCount >= count else { return }
    frameCount = 0
    steps.removeFirst()
  }
}
