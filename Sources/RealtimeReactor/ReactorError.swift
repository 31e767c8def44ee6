internal import CRealtimeUV

/// What went wrong between this process and the operating system or the network.
///
/// Holds the name of the system's error, what was being done, and a sentence on what to do about it. It never holds
/// bytes that were sent or received.
public struct ReactorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The system's name of an error, such as `ECONNREFUSED`.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// Nothing listens at the address.
    public static let connectionRefused = Code(rawValue: "ECONNREFUSED")
    /// The peer ended the connection abruptly.
    public static let connectionReset = Code(rawValue: "ECONNRESET")
    /// The peer no longer reads what is written.
    public static let brokenPipe = Code(rawValue: "EPIPE")
    /// The network gave no answer in time.
    public static let timedOut = Code(rawValue: "ETIMEDOUT")
    /// Another socket holds the address.
    public static let addressInUse = Code(rawValue: "EADDRINUSE")
    /// No such host name.
    public static let unknownName = Code(rawValue: "ENOTFOUND")
    /// The operation was given up because its loop or connection was closed.
    public static let cancelled = Code(rawValue: "ECANCELED")
    /// An argument that the system cannot work with.
    public static let invalidArgument = Code(rawValue: "EINVAL")
    /// The process has no file descriptor left.
    public static let tooManyOpenFiles = Code(rawValue: "EMFILE")
    /// A limit of this library was reached; the message names it.
    public static let limitExceeded = Code(rawValue: "ENOBUFS")
  }

  /// The system's name of the error.
  public let code: Code
  /// What was being done, for example `connect to 127.0.0.1:80`.
  public let operation: String
  /// What happened and what to do about it.
  public let message: String

  /// An error of this code, for resolvers and tests of one's own.
  public init(code: Code, operation: String, message: String) {
    self.code = code
    self.operation = operation
    self.message = message
  }

  /// `operation: message (CODE)`.
  public var description: String { "\(operation): \(message) (\(code.rawValue))" }
}

extension ReactorError {
  /// The error for a negative status of libuv.
  init(status: CInt, operation: String) {
    var name = [CChar](repeating: 0, count: 64)
    unsafe uv_err_name_r(status, &name, name.count)
    let code = Code(systemName: text(of: name))
    var reason = [CChar](repeating: 0, count: 128)
    unsafe uv_strerror_r(status, &reason, reason.count)
    let advice = code.advice ?? "try again, and check the network and the limits of the system"
    self.init(code: code, operation: operation, message: "\(text(of: reason)); \(advice)")
  }

  package static func loopIsClosed(_ operation: String) -> ReactorError {
    ReactorError(code: .cancelled, operation: operation, message: "the event loop is closed; use a loop that is open")
  }

  static func noThread(_ operation: String) -> ReactorError {
    ReactorError(
      code: Code(rawValue: "EAGAIN"), operation: operation,
      message: "the system has no thread left; end some, or raise the limit")
  }
}

extension ReactorError.Code {
  /// The three ways in which resolvers say "no such name" become one.
  fileprivate init(systemName: String) {
    switch systemName {
    case "EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY": self = .unknownName
    default: self.init(rawValue: systemName)
    }
  }

  fileprivate var advice: String? {
    switch rawValue {
    case "ECONNREFUSED": "nothing listens there, check host and port"
    case "ECONNRESET": "the peer ended the connection abruptly, connect again"
    case "EPIPE": "the peer no longer reads, connect again"
    case "ETIMEDOUT": "the network gave no answer in time, check route and firewall"
    case "EADDRINUSE": "choose another, or let the listeners share a port with reusePort"
    case "EAGAIN": "too many connections wait there already, try again"
    case "ENOENT": "there is no such file, check its path"
    case "EADDRNOTAVAIL": "this machine does not have that address"
    case "EACCES": "the process may not use that address, ports below 1024 need a privilege"
    case "ENOTFOUND": "no such host name, check its spelling and the resolver"
    case "EAI_AGAIN": "the name server did not answer, try again"
    case "EMFILE", "ENFILE": "no file descriptor is left, close connections or raise the limit"
    case "ENETUNREACH", "EHOSTUNREACH": "there is no route, check the network"
    case "ECANCELED": "it was given up because it was closed"
    default: nil
    }
  }
}

private func text(of buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
