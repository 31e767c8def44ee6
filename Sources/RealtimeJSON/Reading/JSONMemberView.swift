internal import CRealtimeKernels

/// A member of an object in place: its name and its value.
public struct JSONMemberView: ~Escapable {
  /// The name between its quotes, still escaped.
  package let rawKey: RawSpan
  package let keyIsEscaped: Bool
  /// The value, in place too.
  public let value: JSONView

  @_lifetime(copy document)
  init(_ member: JSONMember, recorded: UnsafePointer<rt_json_member>?, in document: RawSpan) {
    rawKey = document.extracting(member.keyRange)
    keyIsEscaped = member.keyIsEscaped
    value = unsafe JSONView(member, recorded: recorded, in: document)
  }

  /// The decoded name.
  public var key: String { rawKey.decodedText(isEscaped: keyIsEscaped) }

  /// Whether the decoded name is `name`. Allocates nothing.
  public func hasKey(_ name: StaticString) -> Bool {
    name.withUTF8Buffer { unsafe rawKey.textEquals($0, isEscaped: keyIsEscaped) }
  }
}
