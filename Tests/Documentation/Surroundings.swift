// What stands around the blocks of the documentation: the names that they use and do not declare. A block's own
// declaration of a name hides the one here. Nothing of it runs.
import OpenAIRealtime
import RealtimeLocalServer
import RealtimeReactor
import WebSocketTransport

var loop: EventLoop { fatalError() }
var group: EventLoopGroup { fatalError() }
var client: OpenAI { fatalError() }
var azure: AzureOpenAI { fatalError() }
var options: RealtimeOptions { fatalError() }
var rt: OpenAIRealtimeWS { fatalError() }
var call: IncomingCall { fatalError() }
var socket: WebSocket { fatalError() }
var server: RealtimeLocalServer { fatalError() }
var identity: TLSIdentity { fatalError() }
var key: String { fatalError() }
var names: [String] { fatalError() }
var pcm: [UInt8] { fatalError() }
var schema: JSONValue { fatalError() }

/// A device that plays audio.
struct Speaker {
  func write(_ audio: RawSpan) {}
}
var speaker: Speaker { Speaker() }

/// Where a key is kept.
struct Vault: Sendable {
  func openAIKey() async throws -> String { "" }
}
let vault = Vault()

func weather(in city: String) async throws -> String { "" }
func log(_ text: String) {}
func unixTime() -> Int64 { 0 }
func answer(_ call: IncomingCall) {}
func send(_ key: String, toTheBrowserUntil expiry: Int?) {}
func report(_ error: any Error) {}
func callAgain(after delay: Duration) {}
