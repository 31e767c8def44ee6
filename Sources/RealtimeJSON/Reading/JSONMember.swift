internal import CRealtimeKernels

/// Where a member of an object, or an element of an array, lies in its document.
struct JSONMember {
  var keyOffset: UInt32 = 0
  var keyByteCount: UInt32 = 0
  var valueOffset: UInt32 = 0
  var valueByteCount: UInt32 = 0
  var kind = JSONKind.absent
  var keyIsEscaped = false
  var valueIsEscaped = false

  init() {}

  /// - Parameter origin: Where the places are to count from.
  init(_ member: rt_json_member, origin: UInt32 = 0) {
    keyOffset = member.key_offset &- origin
    keyByteCount = member.key_byte_count
    valueOffset = member.value_offset &- origin
    valueByteCount = member.value_byte_count
    kind = JSONKind(rawValue: member.kind) ?? .absent
    keyIsEscaped = member.key_is_escaped
    valueIsEscaped = member.value_is_escaped
  }

  var keyRange: Range<Int> { Int(keyOffset)..<(Int(keyOffset) + Int(keyByteCount)) }
  var valueRange: Range<Int> { Int(valueOffset)..<(Int(valueOffset) + Int(valueByteCount)) }

  func hasKey(_ key: UnsafeBufferPointer<UInt8>, in document: RawSpan) -> Bool {
    if !keyIsEscaped && Int(keyByteCount) != key.count { return false }
    return unsafe document.extracting(keyRange).textEquals(key, isEscaped: keyIsEscaped)
  }
}

extension RawSpan {
  /// Whether the inside of a validated JSON string says `text`.
  func textEquals(_ text: UnsafeBufferPointer<UInt8>, isEscaped: Bool) -> Bool {
    unsafe withUnsafeBytes { bytes in
      let base = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
      return unsafe rt_json_equals(base, bytes.count, isEscaped, text.baseAddress, text.count)
    }
  }
}
