public import OpenAIRealtime

/// What handshakes are counted for: a host, its port, and the account that dials it, because a service limits each
/// account.
///
/// The credential is not kept. A hash stands for it, with a seed that each run of the process draws anew.
public struct DialHost: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  private let name: String
  private let port: Int
  private let fingerprint: Int?

  /// - Parameters:
  ///   - name: of the host, without regard to case.
  ///   - port: its port.
  ///   - credential: tells accounts apart. `nil` where it changes with each connection: all of them count as one.
  public init(_ name: String, port: Int, credential: String? = nil) {
    self.init(name, port, credential?.hashValue)
  }

  /// The host of a client's base URL, and the client's account where its key is fixed. Clients whose base URLs are
  /// none, and which cannot connect, are one.
  public init(_ client: any RealtimeClient) {
    let url = try? RealtimeURL(client.baseURL)
    self.init(url?.host ?? "", url?.effectivePort ?? 0, client.accountFingerprint)
  }

  private init(_ name: String, _ port: Int, _ fingerprint: Int?) {
    self.name = name.lowercased()
    self.port = port
    self.fingerprint = fingerprint
  }

  /// Host and port.
  public var description: String { "\(name):\(port)" }
  /// Shows host and port, not the fingerprint.
  public var customMirror: Mirror { Mirror(self, children: ["host": description]) }

  /// All hosts for which there is no place any more.
  static let others = DialHost("", port: 0)
}
