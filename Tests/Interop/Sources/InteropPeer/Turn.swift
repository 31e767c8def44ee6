import OpenAIRealtime
import WebSocketTransport

/// One connection of `OpenAIRealtimeWS` that a test asks for, and whether to have a voice turn over it.
struct Turn: Decodable {
  let name: String
  let api: String
  /// The client: OpenAI's with a base URL, or Azure's with a base URL or an endpoint.
  let azure: Bool
  let baseURL: String?
  let endpoint: String?
  let apiVersion: String?
  /// A fixed key, or what a function gives: for Azure a token.
  let key: String?
  let provided: String?
  /// `model` NAME, `call` ID, `transcription`, `translation` MODEL, or `deployment` NAME.
  let target: [String]
  let headers: [[String]]
  /// Given by `buildRealtimeURL`.
  let customURL: String?
  /// `false`: connect and close.
  let speaks: Bool

  enum Unusable: Error { case target }

  /// Opens the connection as a program with such a client would: with a fixed key at once, else with `create`.
  func open(
    on loop: EventLoop, _ base: RealtimeOptions,
    _ completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void
  ) {
    do {
      let options = options(base)
      if azure {
        OpenAIRealtimeWS.azure(
          try azureClient, try azureTarget, on: loop, options: options, completion: completion)
      } else if let provided {
        let client = OpenAI(apiKey: .provider { provided }, baseURL: baseURL)
        OpenAIRealtimeWS.create(client, try openAITarget, on: loop, options: options, completion: completion)
      } else {
        let client = OpenAI(apiKey: key.map { .static($0) }, baseURL: baseURL)
        completion(.success(try OpenAIRealtimeWS(client, try openAITarget, on: loop, options: options)))
      }
    } catch {
      completion(.failure(error))
    }
  }

  private func options(_ base: RealtimeOptions) -> RealtimeOptions {
    var options = base
    options.api = api == "beta" ? .beta : .ga
    options.headers = HTTPHeaders(headers.map { ($0[0], $0[1]) })
    if let customURL { options.buildRealtimeURL = { _, _ in try RealtimeURL(customURL) } }
    return options
  }

  private var azureClient: AzureOpenAI {
    get throws {
      var tokenProvider: (@Sendable () async throws -> String)?
      if let provided { tokenProvider = { provided } }
      return try AzureOpenAI(
        endpoint: endpoint, baseURL: baseURL, apiVersion: apiVersion, apiKey: key,
        tokenProvider: tokenProvider)
    }
  }

  private var openAITarget: RealtimeTarget {
    get throws {
      switch (target.first, target.dropFirst().first) {
      case ("model", let name?): .model(name)
      case ("call", let id?): .call(id)
      case ("transcription", nil): .transcription
      case ("translation", let model?): .translation(model: model)
      default: throw Unusable.target
      }
    }
  }

  private var azureTarget: AzureRealtimeTarget {
    get throws {
      switch (target.first, target.dropFirst().first) {
      case ("deployment", let name?): .deployment(name)
      case ("call", let id?): .call(id)
      case ("transcription", nil): .transcription
      default: throw Unusable.target
      }
    }
  }
}
