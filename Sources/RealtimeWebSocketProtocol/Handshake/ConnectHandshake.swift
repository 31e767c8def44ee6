package import RealtimeBuffers

/// Asking an HTTP proxy for a tunnel (RFC 9110 section 9.3.6).
///
/// Driven like `ClientHandshake`: send what `writeRequest(into:)` appends, then hand over the receive buffer
/// with `receive` until the outcome is not `needMoreBytes`. Whatever is left in the buffer after `connected`
/// was sent before anybody asked for it.
package struct ConnectHandshake {
  package enum Outcome: Sendable, Equatable {
    case needMoreBytes
    /// From here on the bytes are the target's.
    case connected
    /// The proxy responded with a status that is neither 2xx nor 407.
    case refused(status: Int)
    /// The proxy responded with 407: it wants credentials, or others, for one of the schemes it names.
    case authenticationRequired(acceptsBasic: Bool)
    case failed(WebSocketError)
  }

  private let target: String
  private let authorization: String?
  private var head: ResponseHeadReader
  private var conclusion: Outcome?

  /// - Parameters:
  ///   - target: host and port of the server, an IPv6 address in brackets. No byte of it may end a line.
  ///   - credentials: user and password, `user:password`, for the Basic scheme (RFC 7617).
  package init(
    target: String, credentials: String?, limits: WebSocketLimits = WebSocketLimits()
  ) throws(WebSocketError) {
    guard HeaderSyntax.isHost(target.utf8) else { throw WebSocketError(.invalidHost) }
    self.target = target
    authorization = credentials.map { "Basic " + Base64.string(from: $0.utf8) }
    head = ResponseHeadReader(limits: limits)
  }

  /// Appends the request.
  package func writeRequest(into buffer: ByteBuffer) {
    var text = "CONNECT \(target) HTTP/1.1\r\nHost: \(target)\r\n"
    if let authorization { text += "Proxy-Authorization: \(authorization)\r\n" }
    text += "\r\n"
    unsafe buffer.append(text.utf8Span.span.bytes)
  }

  /// Takes the proxy's response from `buffer`, and nothing after it.
  package mutating func receive(_ buffer: ByteBuffer) -> Outcome {
    while conclusion == nil {
      do throws(WebSocketError) {
        guard let (status, headers) = try head.takeHead(from: buffer) else { return .needMoreBytes }
        conclusion = try Self.conclusion(of: status, headers)
      } catch {
        conclusion = .failed(error)
      }
    }
    return conclusion ?? .needMoreBytes
  }

  private static func conclusion(of status: Int, _ headers: HTTPHeaders) throws(WebSocketError) -> Outcome {
    switch status {
    case 200..<300: return .connected
    case ..<200: throw WebSocketError(.malformedHead)
    case 407: return .authenticationRequired(acceptsBasic: acceptsBasic(headers))
    default: return .refused(status: status)
    }
  }

  /// A proxy has to name its schemes (RFC 9110 section 11.7.1); one that names none is taken to accept Basic.
  private static func acceptsBasic(_ headers: HTTPHeaders) -> Bool {
    let challenges = headers.values(named: "Proxy-Authenticate").filter { !$0.isEmpty }
    guard !challenges.isEmpty else { return true }
    // A scheme begins the field or an element of it. A parameter of another scheme has a `=` in it.
    return headers.elements(of: "Proxy-Authenticate").contains { element in
      HeaderSyntax.isSameName(element.prefix { $0 != " " }, "Basic")
    }
  }
}
