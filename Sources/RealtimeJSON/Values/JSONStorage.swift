/// The memory of an array or an object.
///
/// `@unchecked Sendable`: it is only changed by `JSONArray` and `JSONObject`, which copy it first unless
/// theirs is the only reference.
final class JSONStorage: @unchecked Sendable {
  /// Parallel to `values` in an object, empty in an array.
  var names: [String]
  var values: [JSONValue]
  /// Where each name is, once there are so many that looking through them would be slow.
  var positions: [JSONName: Int]

  static let linearSearchLimit = 16

  init(names: [String] = [], values: [JSONValue] = [], positions: [JSONName: Int] = [:]) {
    self.names = names
    self.values = values
    self.positions = positions
  }

  func copy() -> JSONStorage { JSONStorage(names: names, values: values, positions: positions) }

  /// Values may be nested as deeply as a peer pleases, so they are taken apart in a loop: releasing them
  /// level by level would overflow the stack.
  deinit {
    var pending = takeContainers()
    while var storage = pending.popLast() {
      if isKnownUniquelyReferenced(&storage) { pending += storage.takeContainers() }
    }
  }

  private func takeContainers() -> [JSONStorage] {
    guard values.contains(where: { $0.storage != nil }) else { return [] }
    let containers = values.compactMap(\.storage)
    values = []
    return containers
  }

  func position(of name: String) -> Int? {
    if names.count > Self.linearSearchLimit { return positions[JSONName(name)] }
    return names.firstIndex { $0.hasSameBytes(as: name) }
  }

  func append(name: String, value: JSONValue) {
    names.append(name)
    values.append(value)
    if names.count == Self.linearSearchLimit + 1 {
      rebuildPositions()
    } else if names.count > Self.linearSearchLimit {
      positions[JSONName(name)] = names.count - 1
    }
  }

  func remove(at position: Int) {
    names.remove(at: position)
    values.remove(at: position)
    rebuildPositions()
  }

  private func rebuildPositions() {
    positions = [:]
    guard names.count > Self.linearSearchLimit else { return }
    for (position, name) in names.enumerated() { positions[JSONName(name)] = position }
  }
}
