import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// SwiftNIO's WebSocket, as server and as client. It deals in frames and has no compression; TLS is another package's,
/// which takes longer to build than all the rest, and is left out. The command line and what is said are those of
/// peer.py.
@main
enum NIOPeer {
  static let maximumByteCount = 32 << 20

  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst(2))
    if CommandLine.arguments[1] == "server" {
      try await serve()
    } else {
      let steps = try JSONDecoder().decode([Step].self, from: FileHandle.standardInput.readDataToEndOfFile())
      for step in steps { say(try await run(step, url: arguments[1])) }
    }
  }

  // MARK: Server

  private static func serve() async throws {
    let listening = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: maximumByteCount,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { channel, head in
              channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(EchoHandler(Wish(head.uri)))
              }
            })
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    say(["port": listening.localAddress?.port ?? 0])
    _ = FileHandle.standardInput.readDataToEndOfFile()
  }

  // MARK: Client

  private static func run(_ step: Step, url: String) async throws -> Outcome {
    guard let parts = URL(string: url), let host = parts.host, let port = parts.port else {
      throw Failure.url
    }
    let outcome = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Outcome.self)
    let channel = try await ClientBootstrap(group: outcome.futureResult.eventLoop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          let upgrader = NIOTypedWebSocketClientUpgrader<Void>(maxFrameSize: maximumByteCount) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
              try channel.pipeline.syncOperations.addHandler(StepHandler(step, outcome: outcome))
            }
          }
          let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: step.path, headers: ["Host": "\(host):\(port)"])
          let upgrade = NIOTypedHTTPClientUpgradeConfiguration<Void>(
            upgradeRequestHead: head, upgraders: [upgrader],
            notUpgradingCompletionHandler: { $0.eventLoop.makeFailedFuture(Failure.notUpgraded) })
          var configuration = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: upgrade)
          // By default what follows the 101 in the same read is dropped.
          configuration.leftOverBytesStrategy = .forwardBytes
          try pipeline.configureUpgradableHTTPClientPipeline(configuration: configuration)
            .cascadeFailure(to: outcome)
        }
      }
      .connect(host: host, port: port).get()
    let limit = channel.eventLoop.scheduleTask(in: .seconds(40)) { outcome.fail(Failure.tooLong) }
    defer { limit.cancel() }
    do {
      return try await outcome.futureResult.get()
    } catch {
      try? await channel.close()
      return Outcome(step: step.step, failure: "\(error)")
    }
  }
}

enum Failure: Error {
  case url, notUpgraded, tooLong, otherKind, otherBytes, otherPong
}

/// Writes a line at once: a test waits for it.
func say(_ facts: some Encodable) {
  guard let line = try? JSONEncoder().encode(facts) else { return }
  FileHandle.standardOutput.write(line + Data("\n".utf8))
}
