internal import CRealtimeKernels

/// Why bytes could not be read as JSON, or as base64 inside JSON. Names a place and carries none of the bytes.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Hashable, Sendable {
    /// The document stops before its value is complete.
    case unexpectedEnd
    /// A byte that RFC 8259 does not allow at this place.
    case unexpectedByte
    /// A byte below 0x20 inside a string, where it must be escaped.
    case controlCharacter
    /// A backslash that does not begin one of the escapes of RFC 8259 section 7.
    case invalidEscape
    /// Something other than white space after the value.
    case trailingBytes
    /// More containers inside each other than the depth limit allows.
    case depthLimitExceeded
    /// A document of 4 GiB or more.
    case documentTooLarge
    /// The bytes are not UTF-8 (RFC 8259 section 8.1).
    case invalidUTF8
    /// The value is not of the type that was asked for, or is not there.
    case wrongType
    /// A byte outside the base64 alphabet that the text began with (RFC 4648 sections 4 and 5), or early padding.
    case invalidBase64
    /// Base64 of a length that no bytes have, with a part of its padding, or with bits set that nothing uses.
    case invalidBase64Padding
    /// The decoded bytes do not fit into the memory given for them.
    case outputTooSmall
  }

  /// What is wrong.
  public let kind: Kind
  /// Bytes in front of the place of the error.
  public let offset: Int

  /// An error of a reader of one's own.
  public init(kind: Kind, offset: Int) {
    self.kind = kind
    self.offset = offset
  }

  /// What is wrong, where, and what to do about it.
  public var description: String { "\(reason) at byte \(offset); \(advice)" }

  private var advice: String {
    switch kind {
    case .unexpectedEnd, .unexpectedByte, .controlCharacter, .invalidEscape, .trailingBytes, .invalidUTF8,
      .invalidBase64, .invalidBase64Padding:
      "check whatever wrote it"
    case .depthLimitExceeded: "write it with fewer containers inside each other"
    case .documentTooLarge: "write it in parts"
    case .wrongType: "ask for its kind first"
    case .outputTooSmall: "give more room"
    }
  }

  private var reason: String {
    switch kind {
    case .unexpectedEnd: "the JSON document ends before its value does"
    case .unexpectedByte: "a byte that JSON does not allow here"
    case .controlCharacter: "a control character inside a JSON string"
    case .invalidEscape: "an invalid escape inside a JSON string"
    case .trailingBytes: "bytes after the JSON value"
    case .depthLimitExceeded: "more nested JSON containers than the limit allows"
    case .documentTooLarge: "a JSON document of 4 GiB or more"
    case .invalidUTF8: "bytes that are not UTF-8"
    case .wrongType: "a JSON value of another type than asked for"
    case .invalidBase64: "a byte outside the base64 alphabet"
    case .invalidBase64Padding: "base64 with wrong padding"
    case .outputTooSmall: "decoded bytes that do not fit"
    }
  }
}

extension JSONError.Kind {
  /// What a kernel found wrong with a document; `nil` if that is nothing.
  init?(scan error: UInt32) {
    switch rt_json_error(error) {
    case RT_JSON_OK: return nil
    case RT_JSON_UNEXPECTED_END: self = .unexpectedEnd
    case RT_JSON_CONTROL_CHARACTER: self = .controlCharacter
    case RT_JSON_INVALID_ESCAPE: self = .invalidEscape
    case RT_JSON_TRAILING_BYTES: self = .trailingBytes
    case RT_JSON_TOO_DEEP: self = .depthLimitExceeded
    case RT_JSON_TOO_LARGE: self = .documentTooLarge
    default: self = .unexpectedByte
    }
  }
}
