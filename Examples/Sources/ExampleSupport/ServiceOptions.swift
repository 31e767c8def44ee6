public import ArgumentParser
import Foundation
import OpenAIRealtime

/// Where an example connects to.
public struct ServiceOptions: ParsableArguments {
  @Option(
    name: .customLong("base-url"),
    help: "The service to talk to, such as https://127.0.0.1:8443/v1; without it, what the environment says.")
  var baseURL: String?

  @Option(help: ArgumentHelp("The only root certificate to trust, in a PEM file.", valueName: "file"))
  var root: String?

  public init() {}

  /// The trust root comes from a file, which is read here so that a wrong name is an error of its own.
  func realtimeOptions() throws(Failure) -> RealtimeOptions {
    guard let root else { return RealtimeOptions() }
    return Self.trusting(try PosixFile.read(root))
  }

  /// Only this authority is trusted, and only for this connection.
  static func trusting(_ root: [UInt8]?) -> RealtimeOptions {
    var options = RealtimeOptions()
    if let root { options.tls.trustRoots = .only([.bytes(root)]) }
    return options
  }
}

extension String {
  /// A URL as it may be shown: without the user name and password that it may have.
  var withoutUserInfo: String {
    replacing(/\/\/[^\/?#]*@/, with: "//***@")
  }
}

/// Variables of the environment. An empty one counts as none.
enum Environment {
  static func value(_ name: String) -> String? {
    let value = ProcessInfo.processInfo.environment[name]?.trimmingCharacters(in: .whitespacesAndNewlines)
    return value == "" ? nil : value
  }
}
