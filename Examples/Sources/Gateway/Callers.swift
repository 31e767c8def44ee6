import ExampleSupport
import RealtimeTelephony
import ServiceLifecycle

/// Calls the gateway, and is done when all have hung up.
struct Callers: ServiceLifecycle.Service {
  let count: Int
  let duration: Duration
  let port: UInt16

  func run() async throws {
    let question = Telephone.frames(of: try WaveFile.read(Recordings.question))
    let script = CallScript([.ask(frames: Int(duration / Telephone.frameDuration))], question: question)
    let loop = try EventLoopGroup.shared.nextLoop()
    let end = AsyncStream<Void>.makeStream()
    loop.execute {
      ScriptedCarrier.call(count, every: .milliseconds(1), at: port, script, on: loop) { end.continuation.finish() }
    }
    for await _ in end.stream.cancelOnGracefulShutdown() {}
  }
}
