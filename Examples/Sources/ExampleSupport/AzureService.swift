public import OpenAIRealtime
import RealtimeLocalServer

/// An Azure resource from the options or the environment (`AZURE_OPENAI_ENDPOINT`, `AZURE_OPENAI_API_KEY`), else the
/// local server, which answers at Azure's paths too.
public final class AzureService {
  public let client: AzureOpenAI
  public let options: RealtimeOptions
  /// One line for the user.
  public let summary: String
  private let server: RealtimeLocalServer?

  public init(_ arguments: ServiceOptions, deployment: String, apiVersion: String, on loop: EventLoop) throws {
    let endpoint = arguments.baseURL == nil ? Environment.value("AZURE_OPENAI_ENDPOINT") : nil
    switch (endpoint ?? arguments.baseURL, Environment.value("AZURE_OPENAI_API_KEY")) {
    case (let location?, let key?):
      client = try AzureOpenAI(
        endpoint: endpoint, baseURL: arguments.baseURL, apiVersion: apiVersion, deployment: deployment,
        apiKey: key)
      options = try arguments.realtimeOptions()
      summary = "talking to Azure deployment \(deployment) at \(location.withoutUserInfo)"
      server = nil
    case (nil, nil):
      guard arguments.root == nil else {
        throw Failure("--root says whom to trust: set AZURE_OPENAI_ENDPOINT to say where to connect")
      }
      let server = try RealtimeLocalServer(on: loop)
      client = try AzureOpenAI(
        endpoint: "https://127.0.0.1:\(server.port)", apiVersion: apiVersion, deployment: deployment,
        apiKey: "local")
      options = ServiceOptions.trusting(server.certificateAuthorityPEM)
      summary = "AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY are not set: started a local server"
      self.server = server
    case (_?, nil):
      throw Failure(
        "AZURE_OPENAI_API_KEY is not set, though the endpoint is: set it, or unset both for the local server")
    case (nil, _?):
      throw Failure(
        "AZURE_OPENAI_ENDPOINT is not set, though AZURE_OPENAI_API_KEY is: set it, or unset both for the local server"
      )
    }
  }

  public func close() { server?.close() }
}
