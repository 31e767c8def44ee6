public import OpenAIRealtime
public import RealtimeLocalServer

/// Where an example connects to: what the options or the environment name, else a local server that is started for the
/// occasion. The code that follows is the same for all.
public final class Service {
  public let client: OpenAI
  public let options: RealtimeOptions
  /// One line for the user.
  public let summary: String
  /// Whether it is the local server that was started for the occasion.
  public let isLocal: Bool
  /// That server, where it lives on the example's own loop.
  public let localServer: RealtimeLocalServer?
  /// Ends the local server, if there is one.
  private let end: () -> Void

  /// The local server lives on the example's own loop.
  ///
  /// - Parameter configuration: how the local server is, if there is one.
  public convenience init(
    _ arguments: ServiceOptions, _ configuration: RealtimeLocalServer.Configuration = .init(), on loop: EventLoop
  ) throws {
    if let remote = try RemoteService(arguments) {
      self.init(remote)
      return
    }
    let server = try RealtimeLocalServer(configuration: configuration, on: loop)
    self.init(at: server.baseURL, root: server.certificateAuthorityPEM, server) { server.close() }
  }

  /// The local server has loops and threads of its own.
  public convenience init(_ arguments: ServiceOptions, onLoops count: Int) throws {
    if let remote = try RemoteService(arguments) {
      self.init(remote)
      return
    }
    let servers = try RealtimeLocalServerGroup(loops: count)
    self.init(at: servers.baseURL, root: servers.certificateAuthorityPEM) {
      // It is refused on one of those loops only.
      _ = try? servers.drain(deadline: .seconds(5))
    }
  }

  private init(_ remote: RemoteService) {
    client = remote.client
    options = remote.options
    summary = remote.summary
    isLocal = false
    localServer = nil
    end = {}
  }

  private init(
    at baseURL: String, root: [UInt8]?, _ server: RealtimeLocalServer? = nil, end: @escaping () -> Void
  ) {
    client = OpenAI(apiKey: .static("local"), baseURL: baseURL)
    options = ServiceOptions.trusting(root)
    summary = "OPENAI_API_KEY is not set: started a local server, \(baseURL)"
    isLocal = true
    localServer = server
    self.end = end
  }

  /// Ends the local server: where it shares the example's loop, that can end once the connections are closed.
  public func close() { end() }
}

/// A service that is there already.
private struct RemoteService {
  let client: OpenAI
  let options: RealtimeOptions
  let summary: String

  /// Nil without a key and a base URL. Servers of one's own may want no key; they get one that says so.
  init?(_ arguments: ServiceOptions) throws(Failure) {
    let key = Environment.value("OPENAI_API_KEY")
    let baseURL = arguments.baseURL ?? Environment.value("OPENAI_BASE_URL")
    guard key != nil || baseURL != nil else {
      guard arguments.root == nil else {
        throw Failure(
          "--root says whom to trust: add --base-url, or set OPENAI_API_KEY, to say where to connect")
      }
      return nil
    }
    client = OpenAI(apiKey: .static(key ?? "none"), baseURL: baseURL)
    options = try arguments.realtimeOptions()
    summary =
      "talking to \(client.baseURL.withoutUserInfo)\(key == nil ? ", without a key: OPENAI_API_KEY is not set" : "")"
  }
}
