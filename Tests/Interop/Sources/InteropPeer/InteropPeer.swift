import Foundation
import WebSocketTransport

/// Our side of the interop tests. What it says on standard output is one line of JSON each time.
///
///     InteropPeer server COMPRESSION [CERTIFICATE KEY]   echoes, and says how each connection ended
///     InteropPeer client COMPRESSION URL [CA] < STEPS    does the steps and says how each went
///     InteropPeer realtime-server CA                     serves Realtime over wss, writes its root to CA
///     InteropPeer realtime-client CA PORT < TURNS        has a turn over each of these connections
///     InteropPeer attacked KIND [CERTIFICATE KEY]        a server, a group or a realtime one, for hostile clients
///     InteropPeer phone-gateway CERTIFICATE KEY URL TOKEN   takes Twilio's calls, and says how each ended
///     InteropPeer twilio-signature URL TOKEN ID KEY      says of each request whether Twilio has signed it
///     InteropPeer rest-calls URL ID                      makes each call of the REST API
///     InteropPeer webhooks SECRET URL < WEBHOOKS         verifies webhooks, and has one sent
///
/// Servers end when their standard input does. The echoing one listens at the loopback address, or at LISTEN_AT.
@main struct InteropPeer {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    var configuration = EventLoop.Configuration()
    configuration.staysAliveWhenIdle = arguments.first == "realtime-client"
    let loop = try EventLoop(configuration: configuration)
    switch (arguments.first, arguments.count) {
    case ("server", 2), ("server", 4):
      let server = try EchoServer(arguments[1], files: Array(arguments.dropFirst(2)), on: loop)
      say(Listening(port: server.port))
      stopAtEndOfInput(loop)
      withExtendedLifetime(server) { loop.run() }
    case ("client", 3), ("client", 4):
      let steps = try JSONDecoder().decode([Step].self, from: FileHandle.standardInput.readDataToEndOfFile())
      let client = EchoClient(
        arguments[1], url: arguments[2], authority: arguments.dropFirst(3).first, steps: steps, on: loop)
      client.start()
      loop.run()
    case ("realtime-server", 2):
      let server = try serveRealtime(root: arguments[1], on: loop)
      stopAtEndOfInput(loop)
      withExtendedLifetime(server) { loop.run() }
    case ("realtime-client", 3):
      let turns = try JSONDecoder().decode([Turn].self, from: FileHandle.standardInput.readDataToEndOfFile())
      let client = RealtimeClient(
        authority: arguments[1], port: UInt16(arguments[2]) ?? 0, turns: turns, on: loop)
      client.start()
      loop.run()
    case ("attacked", 2), ("attacked", 4):
      try AttackedServer.serve(arguments[1], files: Array(arguments.dropFirst(2)))
    case ("phone-gateway", 5):
      try PhoneServer.serve(certificate: arguments[1], key: arguments[2], url: arguments[3], token: arguments[4])
    case ("twilio-signature", 5):
      try SignedServer.serve(
        url: arguments[1], token: arguments[2], keyID: arguments[3], key: arguments[4], on: loop)
    case ("rest-calls", 3):
      let caller = RESTCaller(baseURL: arguments[1], callID: arguments[2], on: loop)
      caller.start()
      loop.run()
    case ("webhooks", 3):
      let webhooks = try JSONDecoder().decode([Webhook].self, from: FileHandle.standardInput.readDataToEndOfFile())
      try Webhooks.verify(webhooks, secret: arguments[1])
      try Webhooks.send(to: arguments[2], secret: arguments[1], on: loop)
    default:
      let kinds =
        "server|client|realtime-server|realtime-client|attacked|phone-gateway|twilio-signature|rest-calls|webhooks"
      FileHandle.standardError.write(Data("usage: InteropPeer \(kinds) …\n".utf8))
      exit(64)
    }
  }

  static func stopAtEndOfInput(_ loop: EventLoop) {
    Thread.detachNewThread {
      _ = FileHandle.standardInput.readDataToEndOfFile()
      loop.stop()
    }
  }
}

struct Listening: Encodable {
  let port: UInt16
}

/// Writes a line at once: a test waits for it.
func say(_ facts: some Encodable) {
  guard let line = try? JSONEncoder().encode(facts) else { return }
  FileHandle.standardOutput.write(line + Data("\n".utf8))
}

/// `none`, `deflate`, or `small`: small windows that are forgotten after each message.
func configure(_ configuration: inout WebSocketConfiguration, compression: String) {
  configuration.maximumBufferedByteCount = 64 << 20
  configuration.keepAlive = .off
  guard compression != "none" else { return }
  var deflate = DeflateConfiguration()
  deflate.thresholdByteCount = 0
  if compression == "small" {
    deflate.serverNoContextTakeover = true
    deflate.clientNoContextTakeover = true
    deflate.serverMaxWindowBits = 9
    deflate.clientMaxWindowBits = 9
  }
  configuration.compression = deflate
}
