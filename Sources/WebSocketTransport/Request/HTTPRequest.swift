internal import RealtimeBuffers
public import RealtimeWebSocketProtocol

/// One HTTP/1.1 request for a connection of its own: a call of an API beside a socket, a webhook to send. A value.
///
/// ```swift
/// var request = try HTTPRequest("POST", "https://example.com/hook")
/// request.headers = HTTPHeaders([("Content-Type", "application/json")])
/// request.body = Array(#"{"ready":true}"#.utf8)
/// request.send(on: loop) { result in print(result) }
/// ```
///
/// It goes the way of the sockets: the same names, races of addresses, proxies, TLS and trust. It never follows a
/// redirect, keeps no cookie and asks for no compression. Prints without values.
public struct HTTPRequest: Sendable {
  /// How long a request may take; `nil` switches a limit off.
  public struct TimeLimits: Sendable, Hashable {
    /// From the start until the request can be sent: name, TCP, proxy and TLS together. Default 5 s.
    public var connect: Duration? = .seconds(5)
    /// From the request until the first byte of the response. Default 30 s.
    public var firstByte: Duration? = .seconds(30)
    /// From the start to the end of the response. Default 60 s.
    public var total: Duration? = .seconds(60)

    /// Every limit as by default.
    public init() {}

    /// These limits.
    public init(connect: Duration?, firstByte: Duration?, total: Duration?) {
      self.connect = connect
      self.firstByte = firstByte
      self.total = total
    }
  }

  /// `GET`, `POST` or any other method but `CONNECT`.
  public var method: String
  /// Where it goes. `isSecure` means `https`.
  public var endpoint: WebSocketEndpoint
  /// Further fields, in order. Those that frame the message are refused, and so are CR, LF and NUL.
  public var headers = HTTPHeaders()
  /// Sent whole, with its length.
  public var body: [UInt8] = []
  /// How long it may take.
  public var timeLimits = TimeLimits()
  /// Bytes that the body of the response may have, unpacked. Default 1 MiB. A larger one is an error.
  public var maximumResponseBodyByteCount = 1 << 20

  /// A request without body or headers.
  public init(_ method: String, to endpoint: WebSocketEndpoint) {
    self.method = method
    self.endpoint = endpoint
  }

  /// A request to `http://host[:port][/path][?query]`, or `https`. User information and a fragment are refused.
  ///
  /// - Throws: `HTTPRequestError` with the cause `.connection` of stage `.configuration`.
  public init(_ method: String, _ url: String) throws(HTTPRequestError) {
    do throws(WebSocketTransportError) {
      self.init(method, to: try WebSocketEndpoint(url, plain: "http", secure: "https"))
    } catch {
      throw HTTPRequestError(.connection(error), mayHaveBeenSent: false)
    }
  }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
  /// Method, scheme, host and port, names of the fields, and the size of the body.
  public var description: String {
    let place = "\(endpoint.isSecure ? "https" : "http")://\(endpoint.hostHeader)"
    return "\(method) \(place) [\(headers.fields.map(\.name).joined(separator: ", "))], \(body.count) bytes"
  }

  public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

/// What a server said to an ``HTTPRequest``. Prints without values.
public struct HTTPResponse: Sendable {
  /// From 200 to 599. One of 3xx is no more than what it says: it was not followed.
  public let status: Int
  /// All header fields, in the order they came. Trailers are not among them.
  public let headers: HTTPHeaders
  /// All of it, without the codings of its transfer and its content.
  public let body: [UInt8]

  /// A response, for tests of code that handles them too.
  public init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// Whether the status is one of 2xx.
  public var isSuccess: Bool { (200..<300).contains(status) }

  /// How long the server asks to wait: `retry-after-ms` in milliseconds, or `Retry-After` in seconds or as a date. At
  /// most a day; zero for a date that has passed; `nil` when there is nothing that can be read.
  public var retryDelay: Duration? { headers.retryDelay(now: WallClock.seconds) }

  /// The same without texts that the request carried, because a server may repeat them.
  package func hiding(_ secrets: [String]) -> HTTPResponse {
    let redaction = Redaction(hiding: secrets)
    return HTTPResponse(
      status: status, headers: HTTPHeaders(headers.fields.map { ($0.name, redaction.apply(to: $0.value)) }),
      body: redaction.apply(to: body, isCut: false))
  }
}

extension HTTPResponse: CustomStringConvertible, CustomReflectable {
  public var description: String {
    "\(status) [\(headers.fields.map(\.name).joined(separator: ", "))], \(body.count) bytes"
  }

  public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
