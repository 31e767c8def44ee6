import Foundation
public import RealtimeSessions

/// A line in a chart, drawn as SVG.
public struct ReportChart {
  private struct Tick {
    let place: Double
    let text: String
  }

  /// Places from 0 to 1 in both directions.
  private let points: [(x: Double, y: Double)]
  private let columns: [Tick]
  private let rows: [Tick]

  /// How long things took, by the share that took no longer. Each nine of the share is as wide as the one before it, so
  /// that the few that took longest can be seen.
  public init(_ durations: LatencyHistogram) {
    let nines = 4.0
    let most = max(durations.maximum / .milliseconds(1), 0.001)
    points = stride(from: 0.0, through: nines, by: 0.05).compactMap { nine in
      let share = nine < nines ? 1 - pow(10, -nine) : 1
      return durations.quantile(share).map { (nine / nines, $0 / .milliseconds(1) / most) }
    }
    columns = [(0.5, "50 %"), (0.9, "90 %"), (0.99, "99 %"), (0.999, "99.9 %")].map { share, text in
      Tick(place: -log10(1 - share) / nines, text: text)
    }
    rows = Self.ticks(to: most, unit: "ms")
  }

  /// A figure over time. The first point is the beginning.
  public init(_ samples: [(seconds: Double, value: Double)], unit: String) {
    let end = max(samples.last?.seconds ?? 0, 0.001)
    let most = max(samples.map(\.value).max() ?? 0, 0.001)
    points = samples.map { ($0.seconds / end, $0.value / most) }
    columns = Self.ticks(to: end, unit: "s")
    rows = Self.ticks(to: most, unit: unit)
  }

  /// The drawing.
  var svg: String {
    let (left, top, width, height) = (80.0, 10.0, 820.0, 220.0)
    let x = { (place: Double) in left + place * width }
    let y = { (place: Double) in top + (1 - place) * height }
    let rules = rows.map { tick in
      "<line class=\"rule\" x1=\"\(x(0))\" x2=\"\(x(1))\" y1=\"\(y(tick.place))\" y2=\"\(y(tick.place))\"/>"
        + "<text x=\"\(left - 8)\" y=\"\(y(tick.place))\" text-anchor=\"end\" dy=\"4\">\(tick.text)</text>"
    }
    let labels = columns.map { tick in
      "<text x=\"\(x(tick.place))\" y=\"\(top + height + 20)\" text-anchor=\"middle\">\(tick.text)</text>"
    }
    let line = points.map { "\(x($0.x)),\(y($0.y))" }.joined(separator: " ")
    return "<svg viewBox=\"0 0 920 265\" role=\"img\">\((rules + labels).joined())"
      + "<polyline class=\"line\" points=\"\(line)\"/></svg>"
  }

  /// Round figures from zero on, between four and ten of them.
  private static func ticks(to most: Double, unit: String) -> [Tick] {
    let power = pow(10, floor(log10(most)))
    let step = [0.2, 0.5, 1, 2].map { $0 * power }.last { most / $0 >= 4 } ?? power * 0.2
    return stride(from: 0, through: most, by: step).map { figure in
      Tick(place: figure / most, text: "\(figure.formatted(.number.precision(.significantDigits(1...3)))) \(unit)")
    }
  }
}
