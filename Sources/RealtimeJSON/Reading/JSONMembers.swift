internal import CRealtimeKernels

/// The members of an object, one after the other.
@safe
public struct JSONMembers: ~Escapable {
  private(set) var steps: JSONElements
  private let names: UnsafePointer<rt_names>?
  private var walked = JSONMember()
  /// The position of its name among the names that were given; unknown without any.
  package private(set) var name = JSONNames.unknown

  @_lifetime(copy view)
  init(of view: borrowing JSONView, names: UnsafePointer<rt_names>?) {
    steps = JSONElements(of: view, isObject: true)
    unsafe self.names = names
  }

  /// The next member, or `nil` after the last.
  @_lifetime(copy self)
  public mutating func next() -> JSONMemberView? {
    guard advance() else { return nil }
    return unsafe JSONMemberView(current, recorded: steps.recorded, in: steps.container)
  }

  /// Steps to the next member, whose `name` and `value` are then there; false after the last.
  @_lifetime(self: copy self)
  package mutating func advance() -> Bool {
    if steps.isRecorded {
      guard steps.advanceRecorded() else { return false }
      name = unsafe steps.recorded?.pointee.name ?? JSONNames.unknown
      return true
    }
    guard let member = steps.walkedMember() else { return false }
    walked = member
    if let names = unsafe names { name = unsafe walkedName(in: names) }
    return true
  }

  /// The last member stepped to.
  var current: JSONMember { steps.isRecorded ? steps.recordedMember : walked }

  /// The value of the last member stepped to.
  package var value: JSONView {
    @_lifetime(copy self)
    get {
      guard let recorded = unsafe steps.recorded else { return unsafe JSONView(walked, in: steps.container) }
      return unsafe JSONView(recorded: recorded, origin: steps.origin, in: steps.container)
    }
  }

  /// The text of the last member stepped to; `nil` if it is no string.
  package var string: String? {
    guard let recorded = unsafe steps.recorded,
      let text = unsafe steps.container.plainText(of: recorded, origin: steps.origin)
    else { return value.string }
    return text.decodedText(isEscaped: false)
  }

  /// The last member stepped to as a whole number; `nil` if it is anything else.
  package var int: Int? {
    guard let recorded = unsafe steps.recorded else { return value.int }
    return unsafe steps.container.int(of: recorded, origin: steps.origin)
  }

  private func walkedName(in names: UnsafePointer<rt_names>) -> UInt8 {
    unsafe steps.container.extracting(walked.keyRange).withUnsafeBytes { key in
      let base = unsafe key.assumingMemoryBound(to: UInt8.self).baseAddress
      return unsafe rt_names_find_text(names, base, key.count, walked.keyIsEscaped)
    }
  }
}
