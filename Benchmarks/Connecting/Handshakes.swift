import Foundation
import WebSocketTransport

/// Opens one WebSocket after the other, a few at a time, and closes each as soon as it is open.
final class Handshakes {
  private static let concurrentCount = 4
  private static let warmUpCount = 50

  private let target: Target
  private let isResumed: Bool
  private let version: TLSConfiguration.Version
  private let loop: EventLoop
  private let goal: Int
  private var startedCount = 0
  private var openCount = 0
  private var wrongCount = 0
  private var endedCount = 0

  init(
    _ target: Target, isResumed: Bool, version: TLSConfiguration.Version, count: Int, on loop: EventLoop
  ) {
    self.target = target
    self.isResumed = isResumed
    self.version = version
    self.loop = loop
    goal = count
  }

  /// Handshakes, those that failed or were not of the kind asked for, and seconds of CPU.
  func run() throws -> [String: Double] {
    try run(Self.warmUpCount)
    wrongCount = 0
    let before = processorSeconds()
    let start = nowNanoseconds()
    try run(goal)
    return [
      "count": Double(goal), "wrong": Double(wrongCount), "cpu": processorSeconds() - before,
      "seconds": Double(nowNanoseconds() - start) / 1e9,
    ]
  }

  private func run(_ count: Int) throws {
    (startedCount, endedCount) = (0, 0)
    for _ in 0..<min(count, Self.concurrentCount) { try startOne(of: count) }
    loop.run()
  }

  private func startOne(of count: Int) throws {
    startedCount += 1
    let socket = try target.connect(on: loop) {
      $0.tls.resumesSessions = isResumed
      $0.tls.maximumVersion = version
    }
    socket.on(.open) { [self, unowned socket] in
      if socket.connectionReport.tls?.isResumed != isResumed { wrongCount += 1 }
      socket.terminate()
    }
    socket.on(.error) { [self] error in
      wrongCount += 1
      FileHandle.standardError.write(Data("\(error)\n".utf8))
    }
    socket.on(.close) { [self] _ in
      endedCount += 1
      if startedCount < count { try? startOne(of: count) }
    }
  }
}

/// Of this process, user and system.
private func processorSeconds() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}
