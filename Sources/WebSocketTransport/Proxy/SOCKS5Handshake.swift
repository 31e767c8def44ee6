internal import RealtimeBuffers
internal import RealtimeReactor

/// Asking a SOCKS5 proxy for a connection (RFC 1928), with user and password where it wants them (RFC 1929).
///
/// Sans-I/O: `start` appends the first bytes to send; `receive` takes whole answers from the input and
/// appends what is to be sent next. No answer is longer than 262 bytes, so the input cannot grow.
struct SOCKS5Handshake {
  private static let version: UInt8 = 5
  private static let connectCommand: UInt8 = 1
  private static let addressTypeNotSupported: UInt8 = 8

  private enum Method: UInt8 {
    case none = 0
    case userAndPassword = 2
    case noneAcceptable = 0xFF
  }

  private enum AddressType: UInt8 {
    case ipv4 = 1
    case name = 3
    case ipv6 = 4
  }

  private enum State {
    case awaitingMethod
    case awaitingVerdict
    case awaitingReply
    case done(ProxyHandshake.Outcome)
  }

  private let host: String
  private let port: UInt16
  private let credentials: ProxyCredentials?
  private var state = State.awaitingMethod

  /// - Parameter host: a name of at most 255 bytes, which is left to the proxy to resolve, or an IP literal.
  init(host: String, port: UInt16, credentials: ProxyCredentials?) throws(ProxyError) {
    if let credentials {
      guard (1...255).contains(credentials.user.utf8.count),
        (1...255).contains(credentials.password.utf8.count)
      else { throw ProxyError(.invalidCredentials) }
    }
    guard (1...255).contains(host.utf8.count) else {
      throw ProxyError(.unreachable(reply: Self.addressTypeNotSupported))
    }
    self.host = host
    self.port = port
    self.credentials = credentials
  }

  func start(into output: ByteBuffer) {
    let methods: [Method] = credentials == nil ? [.none] : [.none, .userAndPassword]
    append([SOCKS5Handshake.version, UInt8(methods.count)] + methods.map(\.rawValue), to: output)
  }

  mutating func receive(_ input: ByteBuffer, output: ByteBuffer) -> ProxyHandshake.Outcome {
    while true {
      if case .done(let outcome) = state { return outcome }
      do throws(ProxyError) {
        guard let next = try unsafe nextState(input.readable, output) else { return .needMoreBytes }
        input.consume(next.byteCount)
        state = next.state
      } catch {
        state = .done(.failed(error))
      }
    }
  }

  /// Why the proxy has ended the connection: some do so in place of saying that the credentials are wrong.
  var endedEarly: ProxyError {
    if case .awaitingVerdict = state { ProxyError(.credentialsRejected) } else { ProxyError(.closed) }
  }

  /// `nil` until the answer that is waited for is complete.
  private func nextState(
    _ bytes: UnsafeRawBufferPointer, _ output: ByteBuffer
  ) throws(ProxyError) -> (state: State, byteCount: Int)? {
    switch state {
    case .awaitingMethod:
      guard try unsafe startsWith(SOCKS5Handshake.version, bytes), bytes.count >= 2 else { return nil }
      return unsafe (try take(method: bytes[1], output), 2)
    case .awaitingVerdict:
      // The version of the sub-negotiation, not of SOCKS.
      guard try unsafe startsWith(1, bytes), bytes.count >= 2 else { return nil }
      guard unsafe bytes[1] == 0 else { throw ProxyError(.credentialsRejected) }
      request(output)
      return (.awaitingReply, 2)
    case .awaitingReply:
      guard try unsafe startsWith(SOCKS5Handshake.version, bytes), bytes.count >= 5 else { return nil }
      let byteCount = try unsafe replyByteCount(bytes)
      guard unsafe bytes[1] == 0 else { throw unsafe ProxyError(.unreachable(reply: bytes[1])) }
      return bytes.count >= byteCount ? (.done(.connected), byteCount) : nil
    case .done: return nil
    }
  }

  private func startsWith(_ version: UInt8, _ bytes: UnsafeRawBufferPointer) throws(ProxyError) -> Bool {
    guard let first = unsafe bytes.first else { return false }
    guard first == version else { throw ProxyError(.malformedReply) }
    return true
  }

  private func take(method: UInt8, _ output: ByteBuffer) throws(ProxyError) -> State {
    switch (Method(rawValue: method), credentials) {
    case (.some(.none), _):
      request(output)
      return .awaitingReply
    case (.userAndPassword, let credentials?):
      append([1, UInt8(credentials.user.utf8.count)], to: output)
      append(Array(credentials.user.utf8) + [UInt8(credentials.password.utf8.count)], to: output)
      append(Array(credentials.password.utf8), to: output)
      return .awaitingVerdict
    case (.noneAcceptable, nil): throw ProxyError(.authenticationRequired)
    case (.noneAcceptable, _): throw ProxyError(.authenticationUnsupported)
    case (.userAndPassword, nil), (nil, _): throw ProxyError(.malformedReply)
    }
  }

  private func request(_ output: ByteBuffer) {
    append([SOCKS5Handshake.version, SOCKS5Handshake.connectCommand, 0], to: output)
    if let address = SocketAddress(host: host, port: port) {
      append([(address.family == .ipv4 ? AddressType.ipv4 : .ipv6).rawValue] + address.addressBytes, to: output)
    } else {
      append([AddressType.name.rawValue, UInt8(host.utf8.count)] + Array(host.utf8), to: output)
    }
    append([UInt8(port >> 8), UInt8(port & 0xFF)], to: output)
  }

  /// The size of the reply, from its first five bytes: the address that the proxy connects from is part of it.
  private func replyByteCount(_ bytes: UnsafeRawBufferPointer) throws(ProxyError) -> Int {
    let header = 4
    let port = 2
    switch unsafe AddressType(rawValue: bytes[3]) {
    case .ipv4: return header + 4 + port
    case .ipv6: return header + 16 + port
    case .name: return unsafe header + 1 + Int(bytes[4]) + port
    case nil: throw ProxyError(.malformedReply)
    }
  }

  private func append(_ bytes: [UInt8], to output: ByteBuffer) { unsafe output.append(bytes.span.bytes) }
}
