import NIOCore
import NIOPosix
import OpenAIRealtime
import RealtimeLocalServer
import RealtimeReactor

/// SwiftNIO in the same program, each with loops of its own: a session is asked from NIO's loop, and what it says comes
/// back there.
@main
enum WithNIO {
  static func main() async throws {
    let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    // Both have types of this name.
    let loop = try RealtimeReactor.EventLoopGroup.shared.nextLoop()
    let server = try await LoopBound.make(on: loop) { try RealtimeLocalServer(on: loop) }
    let (baseURL, root) = try await server.run { ($0.baseURL, $0.certificateAuthorityPEM ?? []) }
    var options = RealtimeOptions()
    options.tls.trustRoots = .only([.bytes(root)])
    let client = OpenAI(apiKey: .static("local"), baseURL: baseURL)
    let id = try await OpenAIRealtimeWS.withSession(client, model: "gpt-realtime-2.1", options: options) { session in
      let answer = threads.next().makePromise(of: String.self)
      threads.next().execute {
        session.execute { rt in
          rt.once(.responseDone) { event in answer.succeed(event.response.id) }
          rt.send(.responseCreate())
        }
      }
      return try await answer.futureResult.get()
    }
    server.execute { server in server.close() }
    try await threads.shutdownGracefully()
    print("with NIO: \(id.count) characters")
  }
}
