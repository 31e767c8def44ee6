import BenchmarkEvents
import CMarks
import Dispatch
import Glibc
import OpenAIRealtime

/// Prints what one event costs: `AsyncBench CONSUMER EVENTS-A-TICK COUNT`.
///
/// One line: nanoseconds of CPU time of the whole process, and allocations, for all events together. What comes before,
/// a tenth of as many, is not counted.
@main
enum AsyncBench {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let consumer = Consumer(rawValue: arguments[1]), let countPerTick = Int(arguments[2]),
      let count = Int(arguments[3])
    else { return print("usage: AsyncBench callback|loop|default EVENTS-A-TICK COUNT") }
    let loop = try EventLoopGroup.shared.nextLoop()
    let handle = try wait {
      try await LoopBound.make(on: loop) {
        MemoryChannel(on: loop, message: SampleEvents.textDelta, countPerTick: countPerTick)
      }
      .run { channel in RealtimeHandle(channel) }
    }
    try wait { try await consumer.take(max(1, count / 10), from: handle) }
    let before = (time: cpuTime(), counts: guard_counts())
    var result: Result<Void, any Error> = .success(())
    withUnsafeMutablePointer(to: &result) { result in
      var job = Job(work: { try wait { try await consumer.take(count, from: handle) } }, result: result)
      withUnsafeMutablePointer(to: &job) { job in
        guard_measure({ $0?.assumingMemoryBound(to: Job.self).pointee.run() }, job)
      }
    }
    try result.get()
    print(cpuTime() - before.time, guard_counts().allocations - before.counts.allocations)
  }

  private struct Job {
    let work: () throws -> Void
    let result: UnsafeMutablePointer<Result<Void, any Error>>

    func run() { result.pointee = Result { try work() } }
  }

  /// Blocks this thread until a task has ended.
  private static func wait<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var result: Result<Value, any Error>?
    Task.detached {
      do { result = .success(try await work()) } catch { result = .failure(error) }
      done.signal()
    }
    done.wait()
    guard let result else { preconditionFailure("the task has ended without a result") }
    return try result.get()
  }

  private static func cpuTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
