import Foundation
import RealtimeReactor
import RealtimeTLS
import WebSocketTransport

/// A stage of connecting that never comes to its end, made of real sockets where it has any.
enum StalledStage: String, CaseIterable, Sendable {
  case resolve
  case connect
  case proxy
  case tls
  case upgrade

  var stage: WebSocketTransportError.Stage {
    switch self {
    case .resolve: .resolve
    case .connect: .connect
    case .proxy: .proxy
    case .tls: .tls
    case .upgrade: .upgrade
    }
  }

  /// The property of the time limits that is in charge.
  var limit: WritableKeyPath<WebSocketConfiguration.TimeLimits, Duration?> {
    switch self {
    case .resolve: \.resolve
    case .connect: \.connect
    case .proxy: \.proxy
    case .tls: \.tls
    case .upgrade: \.upgrade
    }
  }
}

extension WebSocketConfiguration.TimeLimits {
  static var off: Self {
    var limits = Self()
    limits.resolve = nil
    limits.connect = nil
    limits.proxy = nil
    limits.tls = nil
    limits.upgrade = nil
    limits.total = nil
    limits.close = nil
    return limits
  }
}

/// What a client meets that gets stuck at one stage.
final class StalledServer {
  let stage: StalledStage
  private let silent: SilentServer?
  private let full: FullListener?

  init(_ stage: StalledStage, on loop: EventLoop) throws {
    self.stage = stage
    full = stage == .connect ? try FullListener() : nil
    silent = stage == .resolve || stage == .connect ? nil : try SilentServer(on: loop)
  }

  var endpoint: WebSocketEndpoint {
    switch stage {
    case .resolve: WebSocketEndpoint(host: "never.example", port: 1, isSecure: true)
    case .connect: WebSocketEndpoint(host: "127.0.0.1", port: full?.port ?? 0, isSecure: true)
    case .proxy: WebSocketEndpoint(host: "never.example", port: 1, isSecure: true)
    case .tls, .upgrade:
      WebSocketEndpoint(host: "127.0.0.1", port: silent?.port ?? 0, isSecure: stage == .tls)
    }
  }

  func configure(_ configuration: inout WebSocketConfiguration) {
    configuration.resolver = SilentResolver()
    if stage == .proxy { configuration.proxy = .server(.init(.http, host: "127.0.0.1", port: silent?.port ?? 0)) }
  }

  func close() {
    silent?.close()
    full?.close()
  }
}

/// A resolver that never answers.
struct SilentResolver: NameResolver {
  func resolve(
    host: String, port: UInt16, on loop: EventLoop,
    completion: @escaping (Result<[SocketAddress], ReactorError>) -> Void
  ) {}
}

/// A resolver that knows one answer, given at once.
struct FixedResolver: NameResolver {
  let hosts: [String]

  func resolve(
    host: String, port: UInt16, on loop: EventLoop,
    completion: @escaping (Result<[SocketAddress], ReactorError>) -> Void
  ) {
    completion(.success(hosts.compactMap { SocketAddress(host: $0, port: port) }))
  }
}

/// Accepts connections, reads what they send, and says nothing.
final class SilentServer: TCPConnectionOwner {
  private var listener: TCPListener?
  private(set) var openCount = 0

  init(on loop: EventLoop) throws {
    listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { [unowned self] connection in
      openCount += 1
      connection.owner = self
    }
  }

  var port: UInt16 { listener?.localAddress.port ?? 0 }

  func close() { listener?.close() }

  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {}
  func didReceiveEnd(_ connection: TCPConnection) { connection.close() }
  func didClose(_ connection: TCPConnection, error: ReactorError?) { openCount -= 1 }
}

/// A listening socket whose queue is full and that never accepts: the kernel answers no SYN any more.
final class FullListener {
  private let listener: CInt
  private var fillers: [CInt] = []
  let port: UInt16

  struct Unavailable: Error {}

  init() throws {
    listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    // A `sockaddr_in` as it lies in memory: the family, the port in network order, 127.0.0.1.
    var address: [UInt8] = [UInt8(AF_INET), 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    var byteCount = socklen_t(address.count)
    let fd = listener
    let isListening = address.withUnsafeMutableBytes { bytes in
      let place = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
      return place.map {
        bind(fd, $0, byteCount) == 0 && listen(fd, 0) == 0 && getsockname(fd, $0, &byteCount) == 0
      }
    }
    guard isListening == true else { throw Unavailable() }
    port = UInt16(address[2]) << 8 | UInt16(address[3])
    for _ in 0..<4 {
      let filler = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
      fillers.append(filler)
      address.withUnsafeBytes { bytes in
        guard let place = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return }
        _ = Glibc.connect(filler, place, byteCount)
      }
    }
  }

  func close() {
    for descriptor in fillers + [listener] { Glibc.close(descriptor) }
  }
}
