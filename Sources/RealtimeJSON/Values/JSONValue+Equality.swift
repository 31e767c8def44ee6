extension JSONValue {
  /// Numbers compare by value, texts and names by their bytes, objects without regard to the order of their members.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    if left.storage == nil || right.storage == nil { return left.scalarEquals(right) }
    var pending = [(left, right)]
    while let (left, right) = pending.popLast() {
      switch (left, right) {
      case (.array(let left), .array(let right)):
        if left.count != right.count { return false }
        if left.storage !== right.storage { pending += zip(left, right) }
      case (.object(let left), .object(let right)):
        if left.count != right.count { return false }
        if left.storage === right.storage { continue }
        for (name, value) in left {
          guard let other = right[name] else { return false }
          pending.append((value, other))
        }
      default:
        if !left.scalarEquals(right) { return false }
      }
    }
    return true
  }

  private func scalarEquals(_ other: JSONValue) -> Bool {
    switch (self, other) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    default: false
    }
  }

  /// Looks one level deep: what lies deeper is left to `==`, so that depth costs no stack.
  public func hash(into hasher: inout Hasher) {
    hashShallowly(into: &hasher)
    switch self {
    case .array(let array):
      for element in array { element.hashShallowly(into: &hasher) }
    case .object(let object):
      var combined = 0
      for (name, value) in object {
        var member = Hasher()
        member.combine(JSONName(name))
        value.hashShallowly(into: &member)
        combined ^= member.finalize()
      }
      hasher.combine(combined)
    case .null, .bool, .number, .string: break
    }
  }

  private func hashShallowly(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .number(let value): hasher.combine(value)
    case .string(let value): hasher.combine(JSONName(value))
    case .array(let value): hasher.combine(value.count)
    case .object(let value): hasher.combine(value.count)
    }
  }
}
