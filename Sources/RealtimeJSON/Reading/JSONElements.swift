internal import CRealtimeKernels

/// The elements of an array, one after the other.
@safe
public struct JSONElements: ~Escapable {
  let container: RawSpan
  private let isObject: Bool
  private var offset: Int
  /// The last member stepped to, on the tape; before the first it is the container itself.
  private(set) var recorded: UnsafePointer<rt_json_member>?
  // Bound: the span of a container on a tape counts itself and all that is in it, each of which has been recorded.
  private var nextRecorded: UnsafePointer<rt_json_member>?
  private var endRecorded: UnsafePointer<rt_json_member>?
  /// Where `container` begins in the document: places on a tape are counted from the document's beginning.
  private(set) var origin: UInt32 = 0

  @_lifetime(copy view)
  init(of view: borrowing JSONView, isObject: Bool) {
    container = view.rawBytes
    self.isObject = isObject
    if view.kind != (isObject ? .object : .array) {
      offset = container.byteCount
    } else {
      offset = 1
      unsafe recorded = view.recorded
    }
    if let recorded = unsafe recorded {
      unsafe nextRecorded = recorded + 1
      unsafe endRecorded = recorded + Int(recorded.pointee.span)
      origin = unsafe recorded.pointee.value_offset
    }
  }

  /// The next element, or `nil` after the last.
  @_lifetime(copy self)
  public mutating func next() -> JSONView? {
    if isRecorded {
      guard advanceRecorded(), let recorded = unsafe recorded else { return nil }
      return unsafe JSONView(recorded: recorded, origin: origin, in: container)
    }
    guard let member = walkedMember() else { return nil }
    return unsafe JSONView(member, in: container)
  }

  /// Whether a tape remembers what is in the container.
  var isRecorded: Bool { unsafe nextRecorded != nil }

  @_lifetime(self: copy self)
  mutating func advanceRecorded() -> Bool {
    guard let next = unsafe nextRecorded, unsafe next != endRecorded else { return false }
    unsafe recorded = next
    unsafe nextRecorded = next + Int(next.pointee.span)
    return true
  }

  /// The last member stepped to, as the tape has it.
  var recordedMember: JSONMember {
    unsafe recorded.map { unsafe JSONMember($0.pointee, origin: origin) } ?? JSONMember()
  }

  @_lifetime(self: copy self)
  mutating func walkedMember() -> JSONMember? {
    var member = rt_json_member()
    let next = unsafe container.withUnsafeBytes { bytes in
      let base = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
      return unsafe rt_json_next(base, bytes.count, offset, isObject, &member)
    }
    if next == 0 {
      offset = container.byteCount
      return nil
    }
    offset = next
    return JSONMember(member)
  }
}
