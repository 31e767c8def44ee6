import CMarks

/// Prints what each bar's contenders take: `EventBars times [rounds]`, `EventBars allocations`, or, for a profiler,
/// `EventBars once BAR CONTENDER COUNT`.
@main enum Main {
  static func main() throws {
    let bars = ReceivingBars.all + [AppendingBar.bar] + CarrierBars.all
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, Array(arguments.dropFirst())) {
    case ("times", let rest): try printTimes(bars, roundCount: rest.first.flatMap { Int($0) } ?? 41)
    case ("allocations", _): try printAllocations(bars)
    case ("once", let rest) where rest.count == 3: try runOnce(bars, rest.compactMap { Int($0) })
    default: print("usage: EventBars times [rounds] | allocations | once BAR CONTENDER COUNT")
    }
  }

  /// A line for each contender: the bar, its bytes, the name, nanoseconds, and how many times ours that is.
  private static func printTimes(_ bars: [Bar], roundCount: Int) throws {
    for bar in bars {
      let timing = try Timing(bar, roundCount: roundCount, nanosecondsPerTurn: 2e6)
      for (position, contender) in bar.contenders.enumerated() {
        let figures = [timing.nanoseconds(of: position), timing.ratio(of: position)].map { "\($0)" }
        print(([bar.name, "\(bar.byteCount)", contender.name] + figures).joined(separator: "\t"))
      }
    }
  }

  /// A line for each contender: the bar, its bytes, the name, and allocations for one piece of work.
  private static func printAllocations(_ bars: [Bar]) throws {
    for bar in bars {
      for contender in bar.contenders {
        let warmUp = 64
        _ = try Timing.time(contender, warmUp)
        let count = 1000
        let before = guard_counts().allocations
        try Marks.measure { _ = try contender.work(count) }
        let allocations = Double(guard_counts().allocations - before) / Double(count)
        print("\(bar.name)\t\(bar.byteCount)\t\(contender.name)\t\(allocations)")
      }
    }
  }

  /// Callgrind is told to collect inside of guard_measured.
  private static func runOnce(_ bars: [Bar], _ numbers: [Int]) throws {
    let contender = bars[numbers[0]].contenders[numbers[1]]
    _ = try Timing.time(contender, 64)
    try Marks.measure { _ = try contender.work(numbers[2]) }
  }
}
