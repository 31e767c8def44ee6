internal import CRealtimeKernels

extension JSONView {
  /// The member of an object whose decoded name is `name`; the last one where a name occurs twice. A view
  /// whose kind is `.absent` when there is none, or when this is no object.
  ///
  /// Walks the object: read in one pass with `members` what has many members of interest.
  public subscript(name: String) -> JSONView {
    @_lifetime(copy self)
    get {
      var name = name
      let found = name.withUTF8 { lastMember(named: $0) }
      return JSONView(found.member, recorded: found.recorded, in: rawBytes)
    }
  }

  /// The element of an array, counted from zero; absent beyond its end. Walks the elements in front of it.
  public subscript(index: Int) -> JSONView {
    @_lifetime(copy self)
    get {
      var elements = self.elements
      var current = 0
      while kind == .array, let element = elements.next() {
        if current == index { return _overrideLifetime(element, copying: self) }
        current += 1
      }
      return JSONView(absentIn: rawBytes)
    }
  }

  /// Steps through the elements of an array; empty for anything else.
  ///
  /// ```swift
  /// rt.on("response.some_future_event") { event in
  ///   var elements = event["parts"].elements
  ///   while let element = elements.next() { print(element["text"].string ?? "") }
  /// }
  /// ```
  public var elements: JSONElements {
    @_lifetime(copy self)
    get { JSONElements(of: self, isObject: false) }
  }

  /// Steps through the members of an object in the order they were written, duplicates included; empty for
  /// anything else.
  public var members: JSONMembers {
    @_lifetime(copy self)
    get { JSONMembers(of: self, names: nil) }
  }

  /// The members of an object, with their names looked up.
  @_lifetime(copy self)
  package func members(named names: JSONNames) -> JSONMembers {
    JSONMembers(of: self, names: UnsafePointer(names.table))
  }

  /// The last member of an object whose name has this position among `names`; absent when there is none.
  @_lifetime(copy self)
  package func value(_ name: UInt8, named names: JSONNames) -> JSONView {
    var members = self.members(named: names)
    var found = JSONView(absentIn: rawBytes)
    while members.advance() {
      if members.name == name { found = _overrideLifetime(members.value, copying: self) }
    }
    return found
  }

  func lastMember(
    named name: UnsafeBufferPointer<UInt8>
  ) -> (member: JSONMember, recorded: UnsafePointer<cbk_json_member>?) {
    var found = (member: JSONMember(), recorded: UnsafePointer<cbk_json_member>?.none)
    var members = self.members
    while members.advance() {
      if members.current.hasKey(name, in: rawBytes) { found = (members.current, members.steps.recorded) }
    }
    return found
  }
}

/// The elements of an array, one after the other.
public struct JSONElements: ~Escapable {
  let container: RawSpan
  private let isObject: Bool
  private var offset: Int
  /// Where a tape remembers the member that was stepped to last, the container itself before the first.
  private(set) var recorded: UnsafePointer<cbk_json_member>?
  private var nextRecorded: UnsafePointer<cbk_json_member>?
  private var endRecorded: UnsafePointer<cbk_json_member>?
  /// Places on a tape count from the document's beginning, `container` is a part of it.
  private(set) var origin: UInt32 = 0

  @_lifetime(copy view)
  init(of view: borrowing JSONView, isObject: Bool) {
    container = view.rawBytes
    self.isObject = isObject
    if view.kind != (isObject ? .object : .array) {
      offset = container.byteCount
    } else {
      offset = 1
      recorded = view.recorded
    }
    if let recorded {
      nextRecorded = recorded + 1
      endRecorded = recorded + Int(recorded.pointee.span)
      origin = recorded.pointee.value_offset
    }
  }

  /// The next element, or `nil` behind the last.
  @_lifetime(copy self)
  public mutating func next() -> JSONView? {
    if isRecorded {
      guard advanceRecorded(), let recorded else { return nil }
      return JSONView(recorded: recorded, origin: origin, in: container)
    }
    guard let member = walkedMember() else { return nil }
    return JSONView(member, in: container)
  }

  /// Whether a tape remembers what is in the container.
  var isRecorded: Bool { nextRecorded != nil }

  @_lifetime(self: copy self)
  mutating func advanceRecorded() -> Bool {
    guard let next = nextRecorded, next != endRecorded else { return false }
    recorded = next
    nextRecorded = next + Int(next.pointee.span)
    return true
  }

  /// The member that was stepped to last, as a tape remembers it.
  var recordedMember: JSONMember { recorded.map { JSONMember($0.pointee, origin: origin) } ?? JSONMember() }

  @_lifetime(self: copy self)
  mutating func walkedMember() -> JSONMember? {
    var member = cbk_json_member()
    let next = container.withUnsafeBytes { bytes in
      let base = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
      return cbk_json_next(base, bytes.count, offset, isObject, &member)
    }
    if next == 0 {
      offset = container.byteCount
      return nil
    }
    offset = next
    return JSONMember(member)
  }
}

/// The members of an object, one after the other.
public struct JSONMembers: ~Escapable {
  private(set) var steps: JSONElements
  private let names: UnsafePointer<cbk_names>?
  private var walked = JSONMember()
  /// The position of its name among the names that were given; unknown without any.
  package private(set) var name = JSONNames.unknown

  @_lifetime(copy view)
  init(of view: borrowing JSONView, names: UnsafePointer<cbk_names>?) {
    steps = JSONElements(of: view, isObject: true)
    self.names = names
  }

  /// The next member, or `nil` behind the last.
  @_lifetime(copy self)
  public mutating func next() -> JSONMemberView? {
    guard advance() else { return nil }
    return JSONMemberView(current, recorded: steps.recorded, in: steps.container)
  }

  /// Steps to the next member, whose `name` and `value` are then there; false behind the last.
  @_lifetime(self: copy self)
  package mutating func advance() -> Bool {
    if steps.isRecorded {
      guard steps.advanceRecorded() else { return false }
      name = steps.recorded?.pointee.name ?? JSONNames.unknown
      return true
    }
    guard let member = steps.walkedMember() else { return false }
    walked = member
    if let names { name = walkedName(in: names) }
    return true
  }

  /// The member that was stepped to last.
  var current: JSONMember { steps.isRecorded ? steps.recordedMember : walked }

  /// The value of the member that was stepped to last.
  package var value: JSONView {
    @_lifetime(copy self)
    get {
      guard let recorded = steps.recorded else { return JSONView(walked, in: steps.container) }
      return JSONView(recorded: recorded, origin: steps.origin, in: steps.container)
    }
  }

  /// The text of the member that was stepped to last, nil if it is no string.
  package var string: String? {
    guard let recorded = steps.recorded,
      let text = steps.container.plainText(of: recorded, origin: steps.origin)
    else { return value.string }
    return text.decodedText(isEscaped: false)
  }

  /// The whole number that the member is that was stepped to last, nil for anything else.
  package var int: Int? {
    guard let recorded = steps.recorded else { return value.int }
    return steps.container.int(of: recorded, origin: steps.origin)
  }

  private func walkedName(in names: UnsafePointer<cbk_names>) -> UInt8 {
    steps.container.extracting(walked.keyRange).withUnsafeBytes { key in
      let base = key.assumingMemoryBound(to: UInt8.self).baseAddress
      return cbk_names_find_text(names, base, key.count, walked.keyIsEscaped)
    }
  }
}

/// A member of an object in place: its name and its value.
public struct JSONMemberView: ~Escapable {
  /// The name between its quotes, still escaped.
  package let rawKey: RawSpan
  package let keyIsEscaped: Bool
  public let value: JSONView

  @_lifetime(copy document)
  init(_ member: JSONMember, recorded: UnsafePointer<cbk_json_member>?, in document: RawSpan) {
    rawKey = document.extracting(member.keyRange)
    keyIsEscaped = member.keyIsEscaped
    value = JSONView(member, recorded: recorded, in: document)
  }

  /// The decoded name.
  public var key: String { rawKey.decodedText(isEscaped: keyIsEscaped) }

  /// Whether the decoded name is `name`. Allocates nothing.
  public func hasKey(_ name: StaticString) -> Bool {
    name.withUTF8Buffer { rawKey.textEquals($0, isEscaped: keyIsEscaped) }
  }
}
