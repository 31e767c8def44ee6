import CMarks

/// Swift's side of the marks that the measuring tools go by.
enum Marks {
  /// Runs work whose cost is written out on its own.
  static func pass(_ work: () throws -> Void) throws {
    try call(guard_pass, work)
  }

  /// Runs work that is counted.
  static func measure(_ work: () throws -> Void) throws {
    try call(guard_measure, work)
  }

  private typealias Mark = (@convention(c) (UnsafeMutableRawPointer?) -> Void, UnsafeMutableRawPointer?) ->
    Void

  private static func call(_ mark: Mark, _ work: () throws -> Void) throws {
    try withoutActuallyEscaping(work) { work in
      var job = Job(work: work)
      withUnsafeMutablePointer(to: &job) { job in
        mark({ $0?.assumingMemoryBound(to: Job.self).pointee.run() }, job)
      }
      try job.result.get()
    }
  }

  private struct Job {
    let work: () throws -> Void
    var result: Result<Void, any Error> = .success(())

    mutating func run() {
      result = Result { try work() }
    }
  }
}
