import Glibc

/// One way to do the work of a bar.
struct Contender {
  let name: String
  /// Does the work so many times, and answers how often it came out right.
  let work: (Int) throws -> Int
}

/// A piece of work, our way of doing it, and the others'.
struct Bar {
  let name: String
  /// Of what is received, or of the audio that is sent.
  let byteCount: Int
  let ours: Contender
  let others: [Contender]

  var contenders: [Contender] { [ours] + others }
}

struct WorkError: Error, CustomStringConvertible {
  let description: String
}

/// Times all contenders of a bar in turns, so that whatever else the machine does hits them alike.
struct Timing {
  /// Nanoseconds of CPU time for one piece of work: for each contender its rounds.
  let rounds: [[Double]]

  init(_ bar: Bar, roundCount: Int, nanosecondsPerTurn: Double) throws {
    let counts = try bar.contenders.map { try Self.count(of: $0, filling: nanosecondsPerTurn) }
    var rounds = bar.contenders.map { _ in [Double]() }
    for _ in 0..<roundCount {
      for (position, contender) in bar.contenders.enumerated() {
        rounds[position].append(try Self.time(contender, counts[position]) / Double(counts[position]))
      }
    }
    self.rounds = rounds
  }

  func nanoseconds(of position: Int) -> Double { median(rounds[position]) }

  /// How many times as long another takes: the median of the rounds' ratios.
  func ratio(of position: Int) -> Double {
    median(zip(rounds[position], rounds[0]).map { $0 / $1 })
  }

  static func time(_ contender: Contender, _ count: Int) throws -> Double {
    let start = cpuTime()
    let right = try contender.work(count)
    let nanoseconds = cpuTime() - start
    if right != count {
      throw WorkError(description: "\(contender.name): \(right) of \(count) came out right")
    }
    return nanoseconds
  }

  private static func count(of contender: Contender, filling nanoseconds: Double) throws -> Int {
    var count = 16
    while true {
      let taken = try time(contender, count)
      if taken > nanoseconds / 4 { return max(1, Int(Double(count) * nanoseconds / taken)) }
      count *= 4
    }
  }

  private static func cpuTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
