internal import CRealtimeKernels

/// A whole document validated in one pass, and where the members of its top-level object lie.
///
/// Validation is strict: exactly what ECMAScript's `JSON.parse` takes (RFC 8259 without a byte order mark),
/// up to the depth limit. The caller has checked that the bytes are UTF-8. The index holds offsets, so it is
/// used together with the bytes it was made from. It is made once and used for one document after the other,
/// which allocates nothing: the first 16 members are remembered, and an object with more is walked again for
/// those behind them.
package final class JSONMemberIndex {
  package static let rememberedMemberCount = 16

  // Memory of its own, so that looking a member up neither copies the others nor has its access checked.
  private let members: UnsafeMutablePointer<cbk_json_member>
  private var root = JSONMember()
  private var count = 0

  /// The index of no document, for one that is validated later and again.
  package init() {
    members = .allocate(capacity: Self.rememberedMemberCount)
    members.initialize(repeating: cbk_json_member(), count: Self.rememberedMemberCount)
  }

  package convenience init(
    validating document: RawSpan,
    maximumDepth: Int = JSONLimits.maximumDepth
  ) throws(JSONError) {
    self.init()
    try validate(document, maximumDepth: maximumDepth)
  }

  deinit {
    members.deallocate()
  }

  /// Members of the top-level object, duplicates included; zero when the document is no object.
  package var memberCount: Int { count }

  /// Becomes the index of another document, in place. Of none where it throws.
  package func validate(
    _ document: RawSpan,
    maximumDepth: Int = JSONLimits.maximumDepth
  ) throws(JSONError) {
    var found = cbk_json_document()
    document.withUnsafeBytes { bytes in
      let base = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
      let depth = UInt32(clamping: maximumDepth)
      cbk_json_index(base, bytes.count, depth, members, UInt32(Self.rememberedMemberCount), &found)
    }
    if let kind = JSONError.Kind(scan: found.error) {
      root = JSONMember()
      count = 0
      throw JSONError(kind: kind, offset: found.error_offset)
    }
    root = JSONMember(found.root)
    count = Int(found.member_count)
  }

  /// What the whole document is.
  package var kind: JSONKind { root.kind }

  /// The whole document as a value.
  @_lifetime(copy document)
  package func root(in document: RawSpan) -> JSONView {
    JSONView(root, in: document)
  }

  /// The top-level member whose decoded name is `name`, the last one where it occurs twice; absent when there
  /// is none.
  @_lifetime(copy document)
  package func value(_ name: StaticString, in document: RawSpan) -> JSONView {
    let found = name.withUTF8Buffer { member(named: $0, in: document) }
    return JSONView(found, in: document)
  }

  @_lifetime(copy document)
  package func value(named name: String, in document: RawSpan) -> JSONView {
    var name = name
    let found = name.withUTF8 { member(named: $0, in: document) }
    return JSONView(found, in: document)
  }

  private func member(named name: UnsafeBufferPointer<UInt8>, in document: RawSpan) -> JSONMember {
    if count > Self.rememberedMemberCount {
      return rootMember(named: name, in: document)
    }
    return document.withUnsafeBytes { bytes in
      let base = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
      guard let found = cbk_json_find(members, count, base, name.baseAddress, name.count)
      else { return JSONMember() }
      return JSONMember(found.pointee)
    }
  }

  private func rootMember(named name: UnsafeBufferPointer<UInt8>, in document: RawSpan) -> JSONMember {
    var found = JSONView(root, in: document).lastMember(named: name).member
    guard found.kind != .absent else { return found }
    found.keyOffset += root.valueOffset
    found.valueOffset += root.valueOffset
    return found
  }
}

extension JSONError.Kind {
  init?(scan error: UInt32) {
    switch cbk_json_error(error) {
    case CBK_JSON_OK: return nil
    case CBK_JSON_UNEXPECTED_END: self = .unexpectedEnd
    case CBK_JSON_CONTROL_CHARACTER: self = .controlCharacter
    case CBK_JSON_INVALID_ESCAPE: self = .invalidEscape
    case CBK_JSON_TRAILING_BYTES: self = .trailingBytes
    case CBK_JSON_TOO_DEEP: self = .depthLimitExceeded
    case CBK_JSON_TOO_LARGE: self = .documentTooLarge
    default: self = .unexpectedByte
    }
  }
}
