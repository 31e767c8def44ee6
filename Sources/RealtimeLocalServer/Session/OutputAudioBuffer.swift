/// What a call still has to play. The audio goes to the caller and not over a WebSocket, which only hears when it
/// begins and ends.
struct OutputAudioBuffer {
  enum Change: Equatable {
    case started(String)
    case stopped(String)
    case cleared(String)
  }

  /// The response whose audio is played.
  private var playing: String?
  /// A response whose audio was cut off. It is not heard again.
  private var cleared: String?
  private var endTime = Duration.zero
  /// Whether the response has no more to add.
  private var isComplete = false

  /// When it will have been played to the end; `nil` while nothing is played, or while more may come.
  var stopTime: Duration? { playing != nil && isComplete ? endTime : nil }

  /// Takes some audio of a response.
  mutating func append(_ duration: Duration, of response: String, now: Duration) -> [Change] {
    guard response != cleared else { return [] }
    var changes: [Change] = []
    if playing != response {
      if let playing { changes.append(.stopped(playing)) }
      changes.append(.started(response))
      playing = response
      isComplete = false
    }
    endTime = max(endTime, now) + duration
    return changes
  }

  /// Notes that a response is done.
  mutating func complete(_ response: String) {
    if playing == response { isComplete = true }
  }

  mutating func advance(to now: Duration) -> Change? {
    guard let stopTime, now >= stopTime, let response = playing else { return nil }
    playing = nil
    return .stopped(response)
  }

  /// Cuts off what is played.
  mutating func clear(now: Duration) -> Change? {
    guard let response = playing else { return nil }
    (playing, cleared, endTime) = (nil, response, now)
    return .cleared(response)
  }
}
