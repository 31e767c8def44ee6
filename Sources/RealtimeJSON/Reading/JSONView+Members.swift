internal import CRealtimeKernels

extension JSONView {
  /// The member of an object whose decoded name is `name`; the last one where a name occurs twice. If there is none, or
  /// this is no object, a view whose kind is `.absent`.
  ///
  /// Walks the object. To read many of its members, step through them once with `members`.
  public subscript(name: String) -> JSONView {
    @_lifetime(copy self)
    get {
      var name = name
      let found = name.withUTF8 { unsafe lastMember(named: $0) }
      return unsafe JSONView(found.member, recorded: found.recorded, in: rawBytes)
    }
  }

  /// The element of an array, counted from zero; absent beyond its end. Walks the elements in front of it.
  public subscript(index: Int) -> JSONView {
    @_lifetime(copy self)
    get {
      var elements = self.elements
      var current = 0
      while kind == .array, let element = elements.next() {
        if current == index { return unsafe _overrideLifetime(element, copying: self) }
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
    get { unsafe JSONMembers(of: self, names: nil) }
  }

  /// The members of an object, with their names looked up.
  @_lifetime(copy self)
  package func members(named names: JSONNames) -> JSONMembers {
    unsafe JSONMembers(of: self, names: UnsafePointer(names.table))
  }

  /// The last member of an object whose name has this position among `names`; absent when there is none.
  @_lifetime(copy self)
  package func value(_ name: UInt8, named names: JSONNames) -> JSONView {
    var members = self.members(named: names)
    var found = JSONView(absentIn: rawBytes)
    while members.advance() {
      if members.name == name { found = unsafe _overrideLifetime(members.value, copying: self) }
    }
    return found
  }

  func lastMember(
    named name: UnsafeBufferPointer<UInt8>
  ) -> (member: JSONMember, recorded: UnsafePointer<rt_json_member>?) {
    var found = unsafe (member: JSONMember(), recorded: UnsafePointer<rt_json_member>?.none)
    var members = self.members
    while members.advance() {
      if unsafe members.current.hasKey(name, in: rawBytes) {
        unsafe found = unsafe (members.current, members.steps.recorded)
      }
    }
    return unsafe found
  }
}
