public import RealtimeReactor
public import RealtimeWebSocketProtocol

/// An HTTP request that asks for no WebSocket: a health check, a page of metrics, a webhook. Prints without values.
public struct PlainRequest: Sendable {
  let head: RequestHead
  /// All of it, at most `WebSocketLimits.requestBodyByteCount` bytes. A body without a `Content-Length`, which is one
  /// in chunks, is refused with 411.
  public let body: [UInt8]
  /// Where the client is; see ``UpgradeRequest/remoteAddress``.
  public let remoteAddress: SocketAddress?

  /// `GET`, `HEAD`, `OPTIONS`, `POST` or any other method but `CONNECT`, as it came. What a `HEAD` is answered with
  /// goes out without its body, so it may be treated like a `GET`.
  public var method: String { head.method }
  /// Path of the request target, percent-encoded as it came; `*` for `OPTIONS *`.
  public var path: String { head.path }
  /// What follows the first `?` of the target, or `nil`.
  public var query: String? { head.query }
  /// Host and port that the request is for: those of the target where it was a whole URL, else the Host header. Empty
  /// where an HTTP/1.0 request has neither.
  public var host: String { head.host }
  /// All header fields, in the order they came.
  public var headers: HTTPHeaders { head.headers }
}

extension PlainRequest: CustomStringConvertible, CustomReflectable {
  public var description: String {
    "\(method) \(path) [\(headers.fields.map(\.name).joined(separator: ", "))], \(body.count) bytes"
  }

  public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

/// What a server says to a ``PlainRequest``. `Connection: close` and the length of the body are added.
public struct PlainResponse: Sendable {
  /// From 200 to 599. With 204, 205 and 304 no body is sent.
  public var status: Int
  /// Further fields. Those that frame the response are refused, and so are CR, LF and NUL: the client gets 500 then.
  public var headers: HTTPHeaders
  /// The bytes after the head; `Content-Length` is written for them.
  public var body: [UInt8]

  /// A response; the server adds the fields that frame it.
  public init(status: Int = 200, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A response of `text/plain; charset=utf-8`.
  public static func text(_ text: String, status: Int = 200) -> PlainResponse {
    PlainResponse(
      status: status, headers: HTTPHeaders([("Content-Type", "text/plain; charset=utf-8")]),
      body: Array(text.utf8))
  }
}
