internal import Foundation
public import OpenAIRealtime
@_exported public import RealtimeLocalServer
@_exported public import RealtimeTestSupport

/// A local server over wss and clients of it, on one loop, and all that passed.
open class LocalRig {
  public let loop: EventLoop
  public let server: RealtimeLocalServer
  public private(set) var passed: [RealtimeLocalServer.PassedEvent] = []

  /// - Parameters:
  ///   - plans: what becomes of the connections, in order; those after them are served as usual.
  ///   - keepsPassed: of many calls, what passed would be most of the memory.
  public init(
    _ plans: [ConnectionPlan] = [], keepsPassed: Bool = true,
    _ change: (inout RealtimeLocalServer.Configuration) -> Void = { _ in }
  ) throws {
    loop = try EventLoop()
    var configuration = RealtimeLocalServer.Configuration()
    configuration.plan = ConnectionPlan.inOrder(plans)
    change(&configuration)
    server = try RealtimeLocalServer(configuration: configuration, on: loop)
    // A test that only runs the loop may be done with this before the server is.
    if keepsPassed { server.onEvent = { [weak self] event in self?.passed.append(event) } }
  }

  /// For clients that trust the server and no other.
  public var tls: TLSConfiguration { TLSConfiguration(trusting: server.certificateAuthorityPEM) }

  public var options: RealtimeOptions {
    var options = RealtimeOptions()
    options.tls = tls
    return options
  }

  public func client(_ key: APIKey = .static("test-key")) -> OpenAI { OpenAI(apiKey: key, baseURL: server.baseURL) }

  public func connect() throws -> OpenAIRealtimeWS {
    try OpenAIRealtimeWS(client(), .model("gpt-realtime"), on: loop, options: options)
  }

  /// Runs the loop until nothing is left on it, or `isDone`.
  public func run(
    in time: TestTime = .turnedByHand, within limit: Duration = .seconds(30), until isDone: () -> Bool = { false }
  ) {
    check(loop.runToEnd(time, within: limit, until: isDone), "the loop did not come to an end")
  }
}

/// What passed, by the number of its connection; `nil` for all of them.
extension LocalRig {
  /// The types of what came, in order, appended audio left out.
  public func received(_ session: Int? = nil) -> [String] {
    received(by: session).compactMap(\.type).filter { $0 != "input_audio_buffer.append" }
  }

  /// What came of one type.
  public func json(_ type: String, _ session: Int? = nil) -> [JSONValue] {
    received(by: session).filter { $0.type == type }.compactMap { try? JSONValue.parse($0.json) }
  }

  /// The audio that came.
  public func audio(_ session: Int? = nil) -> [UInt8] {
    json("input_audio_buffer.append", session).flatMap { event -> [UInt8] in
      event["audio"]?.string.flatMap { Data(base64Encoded: $0) }.map(Array.init) ?? []
    }
  }

  private func received(by session: Int?) -> [RealtimeLocalServer.PassedEvent] {
    passed.filter { $0.direction == .received && (session == nil || $0.session == session) }
  }

  /// What the server said of one type.
  public func sent(_ type: String) -> [RealtimeLocalServer.PassedEvent] {
    passed.filter { $0.direction == .sent && $0.type == type }
  }

  /// What the server has complained of.
  public var complaints: [String] {
    sent("error").compactMap { try? JSONValue.parse($0.json)["error"]?["message"]?.string }
  }
}
