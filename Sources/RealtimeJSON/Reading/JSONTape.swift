internal import CRealtimeKernels

/// Where everything in a document lies, recorded by the pass that validates it: reading it then walks nothing again.
///
/// The memory is the thread's and is lent while one document is read. Whoever takes it gives it back on the same thread
/// when no view of the document is left. A document of more than 1024 values, or deeper than 32, is not recorded: its
/// views walk the bytes.
@safe
package struct JSONTape {
  // Bound of what its members point to: the kernel recorded no place outside of the document, and a span checks each.
  private let memory: UnsafeMutablePointer<rt_json_tape>

  package static func take() -> JSONTape {
    guard let memory = unsafe rt_json_tape_take() else { preconditionFailure("out of memory") }
    return unsafe JSONTape(memory: memory)
  }

  package func give() { unsafe rt_json_tape_give(memory) }

  /// Becomes the tape of a document, whose bytes the caller has checked to be UTF-8. Of none where it throws.
  ///
  /// - Parameter names: What the names of members are looked up in. Outlives the reading.
  package func validate(
    _ document: RawSpan, names: JSONNames, maximumDepth: Int = JSONLimits.maximumDepth
  ) throws(JSONError) {
    unsafe document.withUnsafeBytes { bytes in
      let base = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
      unsafe rt_json_record(base, bytes.count, UInt32(clamping: maximumDepth), names.table, memory)
    }
    if let kind = unsafe JSONError.Kind(scan: memory.pointee.document.error) {
      throw unsafe JSONError(kind: kind, offset: memory.pointee.document.error_offset)
    }
  }

  /// The whole document as a value.
  @_lifetime(copy document)
  package func root(in document: RawSpan) -> JSONView {
    let recorded = unsafe memory.pointee.is_complete ? rt_json_tape_root(memory) : nil
    return unsafe JSONView(JSONMember(memory.pointee.document.root), recorded: recorded, in: document)
  }

  /// The top-level member whose name has this position among the names; the last of several, absent if there is none.
  @_lifetime(copy document)
  package func value(_ name: UInt8, in document: RawSpan) -> JSONView {
    guard unsafe memory.pointee.is_complete else { return walkedValue(name, in: document) }
    guard let recorded = unsafe rt_json_tape_last(memory, name) else { return JSONView(absentIn: document) }
    return unsafe JSONView(recorded: recorded, in: document)
  }

  /// The text of such a member in place; `nil` if it is no string or has escapes.
  @_lifetime(copy document)
  package func plainText(_ name: UInt8, in document: RawSpan) -> RawSpan? {
    guard unsafe memory.pointee.is_complete, let recorded = unsafe rt_json_tape_last(memory, name) else { return nil }
    return unsafe document.plainText(of: recorded, origin: 0)
  }

  /// Such a member as it is written, a string with its quotes; empty if there is none, or nothing was recorded.
  @_lifetime(copy document)
  package func written(_ name: UInt8, in document: RawSpan) -> RawSpan {
    guard unsafe memory.pointee.is_complete, let recorded = unsafe rt_json_tape_last(memory, name) else {
      return document.extracting(first: 0)
    }
    let start = unsafe Int(recorded.pointee.value_offset)
    return unsafe document.extracting(start..<(start &+ Int(recorded.pointee.value_byte_count)))
  }

  /// Such a member as a whole number; `nil` if it is anything else.
  package func int(_ name: UInt8, in document: RawSpan) -> Int? {
    guard unsafe memory.pointee.is_complete, let recorded = unsafe rt_json_tape_last(memory, name) else {
      return value(name, in: document).int
    }
    return unsafe document.int(of: recorded, origin: 0)
  }

  /// The position among `texts` of the text of such a member: unknown if it is none of them, `nil` if it is no string.
  package func position(of name: UInt8, among texts: JSONNames, in document: RawSpan) -> UInt8? {
    if let text = plainText(name, in: document) { return texts.position(of: text) }
    let value = self.value(name, in: document)
    return value.kind == .string ? texts.position(of: value.text, isEscaped: value.isEscaped) : nil
  }

  /// The top-level member whose decoded name is `name`.
  @_lifetime(copy document)
  package func value(named name: String, in document: RawSpan) -> JSONView {
    var name = name
    let position = name.withUTF8 { unsafe rt_names_find(memory.pointee.names, $0.baseAddress, $0.count) }
    return position == JSONNames.unknown ? root(in: document)[name] : value(position, in: document)
  }

  @_lifetime(copy document)
  private func walkedValue(_ name: UInt8, in document: RawSpan) -> JSONView {
    let root = self.root(in: document)
    var members = unsafe JSONMembers(of: root, names: memory.pointee.names)
    var found = JSONMember()
    while members.advance() {
      if members.name == name { found = members.current }
    }
    return unsafe JSONView(found, recorded: nil, in: root.rawBytes)
  }
}

extension RawSpan {
  /// The text of a recorded value in place; `nil` if it is no string or has escapes. These bytes begin at `origin` in
  /// the document of the tape.
  @_lifetime(copy self)
  func plainText(of recorded: UnsafePointer<rt_json_member>, origin: UInt32) -> RawSpan? {
    guard unsafe recorded.pointee.kind == JSONKind.string.rawValue, unsafe !recorded.pointee.value_is_escaped
    else { return nil }
    let start = unsafe Int(recorded.pointee.value_offset &- origin) &+ 1
    return unsafe extracting(start..<(start &+ Int(recorded.pointee.value_byte_count) &- 2))
  }

  /// A recorded value as a whole number; `nil` if it is anything else.
  func int(of recorded: UnsafePointer<rt_json_member>, origin: UInt32) -> Int? {
    guard unsafe recorded.pointee.kind == JSONKind.number.rawValue else { return nil }
    let start = unsafe Int(recorded.pointee.value_offset &- origin)
    return unsafe extracting(start..<(start &+ Int(recorded.pointee.value_byte_count))).wholeNumber()
  }
}
