import Metrics
import Synchronization

/// Metrics as Prometheus reads them: the text exposition format, version 0.0.4.
///
/// Small on purpose: a program of your own takes a package for it.
final class PrometheusMetrics: MetricsFactory {
  /// By the name of the metric, and by its dimensions.
  private let families = Mutex<[String: [String: MetricSeries]]>([:])

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(.counter, label, dimensions)
  }

  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    series(aggregate ? .histogram : .gauge, label, dimensions)
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(.histogram, label, dimensions)
  }

  // What was counted stays, also when whoever counted it has gone.
  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}

  /// Everything that was counted, as text.
  var text: String {
    families.withLock { $0 }.sorted { $0.key < $1.key }.map { name, series in
      let lines = series.sorted { $0.key < $1.key }.flatMap { $1.lines(name, labels: $0) }
      return "# TYPE \(name) \(series.values.first?.kind.rawValue ?? "untyped")\n" + lines.map { $0 + "\n" }.joined()
    }.joined()
  }

  private func series(_ kind: MetricSeries.Kind, _ label: String, _ dimensions: [(String, String)]) -> MetricSeries {
    let name = Self.plain(label) + (kind == .counter ? "_total" : kind == .histogram ? "_seconds" : "")
    let labels = dimensions.map { "\(Self.plain($0))=\"\($1.filter { !"\"\\\n".contains($0) })\"" }.joined(
      separator: ",")
    return families.withLock { families in
      if let found = families[name]?[labels] { return found }
      let made = MetricSeries(kind)
      families[name, default: [:]][labels] = made
      return made
    }
  }

  private static func plain(_ name: String) -> String { name.replacing(/[^A-Za-z0-9_]/, with: "_") }
}
