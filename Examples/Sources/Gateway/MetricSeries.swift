import Metrics
import Synchronization

/// One metric with one set of dimensions.
final class MetricSeries: CounterHandler, RecorderHandler, TimerHandler {
  enum Kind: String {
    case counter
    case gauge
    case histogram
  }

  /// Upper bounds in seconds: those that OpenTelemetry names for what a model takes.
  private static let bounds = [
    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
  ]

  private struct State {
    /// The count, the gauge, or the sum of what was recorded.
    var value = 0.0
    var counts = Array(repeating: 0, count: bounds.count + 1)
  }

  let kind: Kind
  private let state = Mutex(State())

  init(_ kind: Kind) { self.kind = kind }

  func increment(by amount: Int64) { state.withLock { $0.value += Double(amount) } }
  func reset() { state.withLock { $0.value = 0 } }
  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    state.withLock { state in
      guard kind == .histogram else { return state.value = value }
      state.value += value
      state.counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func lines(_ name: String, labels: String) -> [String] {
    let state = state.withLock { $0 }
    guard kind == .histogram else { return ["\(name)\(Self.braces(labels)) \(state.value)"] }
    var sum = 0
    let buckets = zip(Self.bounds.map { "\($0)" } + ["+Inf"], state.counts).map { bound, count in
      sum += count
      return "\(name)_bucket\(Self.braces(labels, "le=\"\(bound)\"")) \(sum)"
    }
    return buckets + ["\(name)_sum\(Self.braces(labels)) \(state.value)", "\(name)_count\(Self.braces(labels)) \(sum)"]
  }

  private static func braces(_ parts: String...) -> String {
    let text = parts.filter { !$0.isEmpty }.joined(separator: ",")
    return text.isEmpty ? "" : "{\(text)}"
  }
}
