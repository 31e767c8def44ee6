public import WebSocketTransport

extension RealtimeLocalServer {
  /// A call of the REST API as the server saw it. Prints without header values: one of them is a key.
  public struct RESTRequest: Sendable, CustomStringConvertible, CustomReflectable {
    /// Counts the server's REST calls from 1, or those of a group, refused ones too.
    public let number: Int
    /// `POST`, or what it should not be.
    public let method: String
    /// The path that it asks for, as it came.
    public let path: String
    /// All header fields in the order they came, credentials among them.
    public let headers: HTTPHeaders
    /// What it says.
    public let body: [UInt8]
    /// The status of the response; 0 while there is none.
    public internal(set) var status = 0

    init(_ request: PlainRequest, number: Int) {
      self.number = number
      method = request.method
      path = request.path
      headers = request.headers
      body = request.body
    }

    /// The path, the status and the names of the header fields.
    public var description: String { "\(path) -> \(status) [\(headers.fields.map(\.name).joined(separator: ", "))]" }

    /// Shows nothing: one of the header fields is a key.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
  }
}
