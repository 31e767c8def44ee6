import ExampleSupport
import RealtimeSessions
import Synchronization

/// What passes through all sessions together.
struct Counters: Sendable {
  var open = 0
  var closed = 0
  var turns = 0
  var events = 0
  var audioBytes = 0
  var failures = 0

  static func += (total: inout Counters, part: Counters) {
    total.open += part.open
    total.closed += part.closed
    total.turns += part.turns
    total.events += part.events
    total.audioBytes += part.audioBytes
    total.failures += part.failures
  }
}

/// What one session has done so far.
struct SessionRow: Sendable {
  var state = "connecting"
  var counters = Counters()
  /// From asking to open it to the first event.
  var opening: Duration?
  /// From asking for a response to its first audio.
  var firstAudio = LatencyHistogram()
}

/// What all loops did. Sessions add to it once a turn, so that no event waits for a lock.
final class Totals: Sendable {
  /// What fails once usually fails for all sessions.
  private static let toldErrorCount = 5

  let sessionCount: Int
  private let rows: Mutex<[SessionRow]>
  private let untoldErrors = Mutex(Totals.toldErrorCount)

  init(sessionCount: Int) {
    self.sessionCount = sessionCount
    rows = Mutex(Array(repeating: SessionRow(), count: sessionCount))
  }

  /// What each session has done, by its number.
  var sessions: [SessionRow] { rows.withLock { $0 } }

  /// Says what a session has done so far.
  func report(_ row: SessionRow, of number: Int) {
    rows.withLock { $0[number - 1] = row }
  }

  /// Tells the user about the first errors; the view counts the others.
  func tell(_ error: any Error) {
    let isTold = untoldErrors.withLock { left in
      left -= 1
      return left >= 0
    }
    if isTold { Terminal.note("error: \(error)") }
  }
}
