/// How the end of a message's body is found (RFC 9112 section 6.3).
enum BodyFraming: Sendable, Hashable {
  case sized(Int)
  case chunked
  /// Where the connection ends; only in responses.
  case untilEnd

  /// Whether there is no body to read.
  var isEmpty: Bool { self == .sized(0) }

  /// A request that could end in two places is refused: a server on its way may have taken the other one.
  init(ofRequest headers: HTTPHeaders, minorVersion: Int) throws(WebSocketError) {
    let lengths = headers.values(named: "Content-Length")
    guard !headers.values(named: "Transfer-Encoding").isEmpty else {
      guard lengths.count <= 1 else { throw WebSocketError(.contentLengthInvalid) }
      self = .sized(try Self.length(lengths.first) ?? 0)
      return
    }
    let codings = headers.elements(of: "Transfer-Encoding")
    guard minorVersion > 0, lengths.isEmpty, let last = codings.last, HeaderSyntax.isSameName(last, "chunked")
    else { throw WebSocketError(.transferEncodingInvalid) }
    guard codings.count == 1 else { throw WebSocketError(.transferEncodingUnsupported) }
    self = .chunked
  }

  /// The status says whether there is a body at all. Where the length is no number, or there are two, the
  /// body ends with the connection: the response is the last one on it, and its status can still be believed.
  init(ofResponse status: Int, _ headers: HTTPHeaders) {
    if status == 204 || status == 304 {
      self = .sized(0)
    } else if !headers.values(named: "Transfer-Encoding").isEmpty {
      let last = headers.elements(of: "Transfer-Encoding").last
      let isChunked = last.map { HeaderSyntax.isSameName($0, "chunked") } ?? false
      self = isChunked ? .chunked : .untilEnd
    } else {
      let lengths = Set(headers.elements(of: "Content-Length"))
      let length = lengths.count == 1 ? try? Self.length(lengths.first.map(String.init)) : nil
      self = length.map { .sized($0) } ?? .untilEnd
    }
  }

  /// A number that does not fit is beyond every limit.
  private static func length(_ text: String?) throws(WebSocketError) -> Int? {
    guard let text else { return nil }
    guard !text.isEmpty, text.utf8.allSatisfy(HeaderSyntax.isDigit) else { throw WebSocketError(.contentLengthInvalid) }
    return Int(text) ?? .max
  }
}
