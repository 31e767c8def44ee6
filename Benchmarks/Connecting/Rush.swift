import Foundation
import WebSocketTransport

/// Opens thousands of sessions at once on a loop on which others are open and get a message every 20 ms.
final class Rush {
  private let target: Target
  private let paced: Target
  private let count: Int
  private let openCount: Int
  private let loop: EventLoop
  private var sockets: [WebSocket] = []
  private var quietDelays: [UInt64] = []
  private var rushDelays: [UInt64] = []
  private var isRushing = false
  private var openedCount = 0
  private var failedCount = 0
  private var rushStart: UInt64 = 0
  private var rushEnd: UInt64 = 0

  init(_ target: Target, paced: Target, count: Int, openCount: Int, on loop: EventLoop) {
    self.target = target
    self.paced = paced
    self.count = count
    self.openCount = openCount
    self.loop = loop
  }

  /// How many opened and failed, and the delays of callbacks in milliseconds before and during the rush.
  func run() throws -> [String: Double] {
    for _ in 0..<openCount { sockets.append(try listen(to: paced.connect("/paced", on: loop))) }
    loop.schedule(after: .seconds(2)) { [self] in startRush() }
    loop.run()
    quietDelays.sort()
    rushDelays.sort()
    return [
      "opened": Double(openedCount), "failed": Double(failedCount),
      "seconds": Double(rushEnd - rushStart) / 1e9, "messages": Double(rushDelays.count),
      "quiet p99": milliseconds(quietDelays, 0.99), "p50": milliseconds(rushDelays, 0.5),
      "p99": milliseconds(rushDelays, 0.99), "max": milliseconds(rushDelays, 1),
    ]
  }

  private func listen(to socket: WebSocket) -> WebSocket {
    socket.on(.message) { [self] message in
      guard let sent = UInt64(message.text) else { return }
      let delay = nowNanoseconds() - sent
      if isRushing { rushDelays.append(delay) } else { quietDelays.append(delay) }
    }
    socket.on(.error) { [self] error in fail(error) }
    return socket
  }

  private func startRush() {
    isRushing = true
    rushStart = nowNanoseconds()
    for _ in 0..<count {
      guard let socket = try? target.connect(on: loop) else {
        failedCount += 1
        continue
      }
      sockets.append(socket)
      socket.on(.open) { [self] in
        openedCount += 1
        finishIfDone()
      }
      socket.on(.error) { [self] error in fail(error) }
    }
    finishIfDone()
  }

  private func fail(_ error: WebSocketTransportError) {
    failedCount += 1
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    finishIfDone()
  }

  private func finishIfDone() {
    guard isRushing, openedCount + failedCount >= count else { return }
    isRushing = false
    rushEnd = nowNanoseconds()
    for socket in sockets { socket.terminate() }
  }

  private func milliseconds(_ sorted: [UInt64], _ share: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) / 1e6
  }
}
