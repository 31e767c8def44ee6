internal import CRealtimeKernels

/// Copies a validated value out of its bytes in one pass, without recursion.
struct JSONValueBuilder {
  /// A container that is still open.
  private struct Open {
    let name: String
    let isObject: Bool
    let storage = JSONStorage()

    func add(_ value: JSONValue, named name: String) {
      guard isObject else { return storage.values.append(value) }
      if let position = storage.position(of: name) {
        storage.values[position] = value
      } else {
        storage.append(name: name, value: value)
      }
    }

    var value: JSONValue { isObject ? .object(JSONObject(storage: storage)) : .array(JSONArray(storage: storage)) }
  }

  static func value(of view: borrowing JSONView) -> JSONValue {
    view.kind.rawValue > JSONKind.string.rawValue ? container(view) : scalar(view)
  }

  private static func scalar(_ view: borrowing JSONView) -> JSONValue {
    switch view.kind {
    case .absent, .null, .array, .object: .null
    case .bool: .bool(view.bool == true)
    case .number: .number(JSONNumber(validated: view.rawBytes))
    case .string: .string(view.text.decodedText(isEscaped: view.isEscaped))
    }
  }

  private static func container(_ view: borrowing JSONView) -> JSONValue {
    let bytes = view.rawBytes
    var outer: [Open] = []
    var current = Open(name: "", isObject: view.kind == .object)
    var offset = 1
    while true {
      let member = step(in: bytes, from: &offset, inObject: current.isObject)
      switch member.kind {
      case .array, .object:
        outer.append(current)
        current = Open(name: name(of: member, in: bytes), isObject: member.kind == .object)
      case .absent:
        guard let enclosing = outer.popLast() else { return current.value }
        enclosing.add(current.value, named: current.name)
        current = enclosing
      case .null, .bool, .number, .string:
        unsafe current.add(scalar(JSONView(member, in: bytes)), named: name(of: member, in: bytes))
      }
    }
  }

  private static func name(of member: JSONMember, in bytes: RawSpan) -> String {
    bytes.extracting(member.keyRange).decodedText(isEscaped: member.keyIsEscaped)
  }

  private static func step(in bytes: RawSpan, from offset: inout Int, inObject: Bool) -> JSONMember {
    var member = rt_json_member()
    offset = unsafe bytes.withUnsafeBytes { bytes in
      let base = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
      return unsafe rt_json_step(base, bytes.count, offset, inObject, &member)
    }
    return JSONMember(member)
  }
}
