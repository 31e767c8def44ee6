internal import CRealtimeKernels

/// A JSON value in the bytes it arrived in. Borrows them: it cannot outlive the event or the closure it came from.
///
/// Reading costs what is asked for and nothing else: text is decoded by `string`, a number by `int` or
/// `double`, a container is walked by `subscript` and the iterators. A value of another type than the one
/// asked for reads as `nil`, a member that is not there as a view whose `kind` is `.absent`; nothing here
/// traps, whatever the peer sent. `owned` is the copy that outlives the bytes.
@safe
public struct JSONView: ~Escapable {
  /// The value's own bytes, without white space around it, empty when absent. A string keeps its quotes.
  public let rawBytes: RawSpan
  /// What the value is.
  public let kind: JSONKind
  /// Whether the text of a string has escapes.
  package let isEscaped: Bool
  /// The value on a tape, if it was recorded; `nil` where the bytes have to be walked.
  let recorded: UnsafePointer<rt_json_member>?

  /// The value that a whole document is, validated in one pass: strictly what ECMAScript's `JSON.parse` takes (RFC 8259
  /// without a byte order mark), up to the depth limit. The caller has checked that the bytes are UTF-8.
  @_lifetime(copy document)
  package init(validating document: RawSpan, maximumDepth: Int = JSONLimits.maximumDepth) throws(JSONError) {
    var found = rt_json_document()
    unsafe document.withUnsafeBytes { bytes in
      let base = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
      unsafe rt_json_validate(base, bytes.count, UInt32(clamping: maximumDepth), &found)
    }
    if let kind = JSONError.Kind(scan: found.error) { throw JSONError(kind: kind, offset: found.error_offset) }
    unsafe self.init(JSONMember(found.root), in: document)
  }

  /// `document` has been validated as JSON and as UTF-8, and the member's place in it is known.
  @_lifetime(copy document)
  init(_ member: JSONMember, recorded: UnsafePointer<rt_json_member>? = nil, in document: RawSpan) {
    rawBytes = document.extracting(member.valueRange)
    kind = member.kind
    isEscaped = member.valueIsEscaped
    unsafe self.recorded = recorded
  }

  /// A value on a tape, in bytes that begin at `origin` in the document of the tape.
  @_lifetime(copy bytes)
  init(recorded: UnsafePointer<rt_json_member>, origin: UInt32 = 0, in bytes: RawSpan) {
    let offset = unsafe Int(recorded.pointee.value_offset &- origin)
    rawBytes = unsafe bytes.extracting(offset..<(offset &+ Int(recorded.pointee.value_byte_count)))
    kind = unsafe JSONKind(rawValue: recorded.pointee.kind) ?? .absent
    isEscaped = unsafe recorded.pointee.value_is_escaped
    unsafe self.recorded = recorded
  }

  @_lifetime(copy document)
  package init(absentIn document: RawSpan) { unsafe self.init(JSONMember(), in: document) }

  /// Whether there is no such member or element.
  public var isAbsent: Bool { kind == .absent }

  /// True for `null` and not for an absent member.
  public var isNull: Bool { kind == .null }

  /// The truth value; `nil` if it is anything else.
  public var bool: Bool? { kind == .bool ? rawBytes.byte(at: 0) == UInt8(ascii: "t") : nil }

  /// A copy that outlives the bytes; `null` when absent.
  public var owned: JSONValue { JSONValueBuilder.value(of: self) }
}
