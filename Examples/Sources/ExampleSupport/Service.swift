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
  private let server: RealtimeLocalServer?

  public init(on loop: EventLoop) throws {
    if ProcessInfo.processInfo.environment["OPENAI_API_KEY"] != nil {
      client = OpenAI()
      options = RealtimeOptions()
      summary = "OPENAI_API_KEY is set: talking to \(client.baseURL)"
      server = nil
    } else {
      let server = try RealtimeLocalServer(on: loop)
      client = OpenAI(apiKey: .static("local"), baseURL: server.baseURL)
      options = Service.trusting(server)
      summary = "OPENAI_API_KEY is not set: started a local server, \(server.webSocketURL)"
      self.server = server
    }
  }

  /// Only the authority that the local server has just made is trusted, and only for this connection.
  static func trusting(_ server: RealtimeLocalServer) -> RealtimeOptions {
    var options = RealtimeOptions()
    if let root = server.certificateAuthorityPEM { options.tls.trustRoots = .only([.bytes(root)]) }
    return options
  }

  /// Lets the loop end once the example's own connections are closed.
  public func close() { server?.close() }
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
      options = Service.trusting(server)
      summary = "AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY are not set: started a local server"
      self.server = server
    }
  }

  public func close() { server?.close() }
}
