internal import CByteKernels

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
      return JSONView(found, in: rawBytes)
    }
  }

  /// The element of an array, counted from zero; absent beyond its end. Walks the elements in front of it.
  public subscript(index: Int) -> JSONView {
    @_lifetime(copy self)
    get {
      var elements = self.elements
      var current = 0
      while kind == .array, let element = elements.nextMember() {
        if current == index { return JSONView(element, in: rawBytes) }
        current += 1
      }
      return JSONView(absentIn: rawBytes)
    }
  }

  /// Steps through the elements of an array; empty for anything else.
  ///
  /// ```swift
  /// var elements = view.elements
  /// while let element = elements.next() { … }
  /// ```
  public var elements: JSONElements {
    @_lifetime(copy self)
    get { JSONElements(container: rawBytes, isObject: false, isEmpty: kind != .array) }
  }

  /// Steps through the members of an object in the order they were written, duplicates included; empty for
  /// anything else.
  public var members: JSONMembers {
    @_lifetime(copy self)
    get { JSONMembers(steps: JSONElements(container: rawBytes, isObject: true, isEmpty: kind != .object)) }
  }

  func lastMember(named name: UnsafeBufferPointer<UInt8>) -> JSONMember {
    var found = JSONMember()
    var members = self.members.steps
    while let member = members.nextMember() {
      if member.hasKey(name, in: rawBytes) { found = member }
    }
    return found
  }
}

/// The elements of an array, one after the other.
public struct JSONElements: ~Escapable {
  let container: RawSpan
  private let isObject: Bool
  private var offset: Int

  @_lifetime(copy container)
  init(container: RawSpan, isObject: Bool, isEmpty: Bool) {
    self.container = container
    self.isObject = isObject
    offset = isEmpty ? container.byteCount : 1
  }

  /// The next element, or `nil` behind the last.
  @_lifetime(copy self)
  public mutating func next() -> JSONView? {
    guard let member = nextMember() else { return nil }
    return JSONView(member, in: container)
  }

  @_lifetime(self: copy self)
  mutating func nextMember() -> JSONMember? {
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
  var steps: JSONElements

  @_lifetime(copy steps)
  init(steps: JSONElements) {
    self.steps = steps
  }

  /// The next member, or `nil` behind the last.
  @_lifetime(copy self)
  public mutating func next() -> JSONMemberView? {
    guard let member = steps.nextMember() else { return nil }
    return JSONMemberView(member, in: steps.container)
  }
}

/// A member of an object in place: its name and its value.
public struct JSONMemberView: ~Escapable {
  /// The name between its quotes, still escaped.
  package let rawKey: RawSpan
  package let keyIsEscaped: Bool
  public let value: JSONView

  @_lifetime(copy document)
  init(_ member: JSONMember, in document: RawSpan) {
    rawKey = document.extracting(member.keyRange)
    keyIsEscaped = member.keyIsEscaped
    value = JSONView(member, in: document)
  }

  /// The decoded name.
  public var key: String { rawKey.decodedText(isEscaped: keyIsEscaped) }

  /// Whether the decoded name is `name`. Allocates nothing.
  public func hasKey(_ name: StaticString) -> Bool {
    name.withUTF8Buffer { rawKey.textEquals($0, isEscaped: keyIsEscaped) }
  }
}
