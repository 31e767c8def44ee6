import Foundation
public import OpenAIRealtime
import RealtimeLocalServer
public import WebSocketTransport

/// Where an example connects to: the real service when `OPENAI_API_KEY` is set, else a local server that is
/// started for the occasion. The code that follows is the same for both.
public final class Service {
  public let client: OpenAI
  public let options: RealtimeOptions
  /// One line for the user.
  public let summary: String
  /// Ends the local server, if there is one.
  private let end: () -> Void

  /// The local server lives on the example's own loop.
  public convenience init(on loop: EventLoop) throws {
    if let real = RealService() {
      self.init(real)
      return
    }
    let server = try RealtimeLocalServer(on: loop)
    self.init(at: server.baseURL, root: server.certificateAuthorityPEM) { server.close() }
  }

  /// The local server has loops and threads of its own.
  public convenience init(onLoops count: Int) throws {
    if let real = RealService() {
      self.init(real)
      return
    }
    let servers = try RealtimeLocalServerGroup(loops: count)
    self.init(at: servers.baseURL, root: servers.certificateAuthorityPEM) {
      // It is refused on one of those loops only.
      _ = try? servers.drain(deadline: .seconds(5))
    }
  }

  private init(_ real: RealService) {
    client = real.client
    options = RealtimeOptions()
    summary = "OPENAI_API_KEY is set: talking to \(client.baseURL)"
    end = {}
  }

  private init(at baseURL: String, root: [UInt8]?, end: @escaping () -> Void) {
    client = OpenAI(apiKey: .static("local"), baseURL: baseURL)
    options = Service.trusting(root)
    summary = "OPENAI_API_KEY is not set: started a local server, \(baseURL)"
    self.end = end
  }

  private struct RealService {
    let client = OpenAI()

    init?() {
      guard ProcessInfo.processInfo.environment["OPENAI_API_KEY"] != nil else { return nil }
    }
  }

  /// Only the authority that the local server has just made is trusted, and only for this connection.
  static func trusting(_ root: [UInt8]?) -> RealtimeOptions {
    var options = RealtimeOptions()
    if let root { options.tls.trustRoots = .only([.bytes(root)]) }
    return options
  }

  /// Ends the local server: where it shares the example's loop, that can end once the connections are closed.
  public func close() { end() }
}

/// An Azure endpoint from the environment (`AZURE_OPENAI_ENDPOINT`, `AZURE_OPENAI_API_KEY`), else the local
/// server, which answers at Azure's paths too.
public final class AzureService {
  public let client: AzureOpenAI
  public let options: RealtimeOptions
  public let summary: String
  private let server: RealtimeLocalServer?

  public init(deployment: String, apiVersion: String, on loop: EventLoop) throws {
    let environment = ProcessInfo.processInfo.environment
    if let endpoint = environment["AZURE_OPENAI_ENDPOINT"], let key = environment["AZURE_OPENAI_API_KEY"] {
      client = try AzureOpenAI(
        endpoint: endpoint, apiVersion: apiVersion, deployment: deployment, apiKey: key)
      options = RealtimeOptions()
      summary = "talking to Azure deployment \(deployment)"
      server = nil
    } else {
      let server = try RealtimeLocalServer(on: loop)
      client = try AzureOpenAI(
        endpoint: "https://127.0.0.1:\(server.port)", apiVersion: apiVersion, deployment: deployment,
        apiKey: "local")
      options = Service.trusting(server.certificateAuthorityPEM)
      summary = "AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY are not set: started a local server"
      self.server = server
    }
  }

  public func close() { server?.close() }
}
