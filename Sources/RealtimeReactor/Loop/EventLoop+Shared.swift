extension EventLoop {
  /// What a layer above keeps once for all that it has on this loop: made when it is first asked for, one of each type,
  /// and kept until the loop goes. Loop-bound.
  package func shared<Value: AnyObject, Failure: Error>(_ make: () throws(Failure) -> Value) throws(Failure) -> Value {
    if let found = attachments.first(of: Value.self) { return found }
    let made = try make()
    attachments.append(made)
    return made
  }
}

/// One object of a type, for any number of types.
struct Attachments {
  private var objects: [AnyObject] = []

  func first<Value: AnyObject>(of type: Value.Type) -> Value? {
    for object in objects {
      if let found = object as? Value { return found }
    }
    return nil
  }

  mutating func append(_ object: AnyObject) { objects.append(object) }
}
