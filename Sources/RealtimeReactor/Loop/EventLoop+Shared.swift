extension EventLoop {
  /// What a layer above keeps once for all that it has on this loop: made when it is first asked for, one of each type,
  /// and kept until the loop goes. Loop-bound.
  package func shared<Value: AnyObject>(_ make: () -> Value) -> Value {
    for attachment in attachments {
      if let found = attachment as? Value { return found }
    }
    let made = make()
    attachments.append(made)
    return made
  }
}
