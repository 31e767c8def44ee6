import BenchmarkEvents
import CMarks
import Glibc
import OpenAIRealtime

/// Runs each path once to warm up and then twice, with N events and with 2N, so that the tools around this program can
/// tell what one costs. The warm-up is a pass too: only the end of a pass sets callgrind's counts back.
///
/// `HotPathGuard <PEM file of a certificate for 127.0.0.1> <PEM file of its key>`
///
/// Prints a line for each pass: the path, how many events were measured, and what they allocated, called and faulted.
@main
enum HotPathGuard {
  static func main() throws {
    guard CommandLine.arguments.count == 3 else { throw GuardError("expected a certificate and its key") }
    for path in HotPath.all {
      let pair = try LoopbackPair(
        certificate: CommandLine.arguments[1], key: CommandLine.arguments[2], sessionCount: path.sessionCount)
      let run = try path.begin(pair)
      for batchCount in [path.warmupBatchCount, path.batchCount, 2 * path.batchCount] {
        let before = guard_counts()
        try Marks.pass {
          for _ in 0..<batchCount { try run() }
        }
        let after = guard_counts()
        print(
          path.name, batchCount * path.eventsPerBatch, after.allocations - before.allocations,
          after.openssl_allocations - before.openssl_allocations, after.system_calls - before.system_calls,
          after.page_faults - before.page_faults)
      }
      try pair.close()
    }
  }
}

struct GuardError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
