import ExampleSupport
import Foundation
import RealtimeTelephony
import ServiceLifecycle

/// Calls the gateway, and is done when all have hung up.
struct Callers: ServiceLifecycle.Service {
  let count: Int
  let duration: Duration
  let port: UInt16

  func run() async throws {
    let speech = try Self.speech()
    let loop = try EventLoopGroup.shared.nextLoop()
    let ends = AsyncStream<Void>.makeStream()
    for _ in 0..<count {
      _ = try await LoopBound.make(on: loop) {
        try Caller(port: port, speech: speech, duration: duration, on: loop) { ends.continuation.yield() }
      }
    }
    var endCount = 0
    for await _ in ends.stream.cancelOnGracefulShutdown() {
      endCount += 1
      if endCount == count { return }
    }
  }

  /// The question of the recordings as a phone line carries it: every third sample of it.
  private static func speech() throws -> [UInt8] {
    let samples = try WaveFile.read(Recordings.question)
    return stride(from: 0, to: samples.count - 1, by: 6).map { index in
      G711.muLaw(fromLinear: Int16(truncatingIfNeeded: Int(samples[index]) | Int(samples[index + 1]) << 8))
    }
  }
}

func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
