// A loop and what lives on it print a few facts: what they hold leads to their owners, and to what those hold.

extension LoopHandle: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: ["isClosing": isClosing], displayStyle: .class) }
}

extension EventLoop: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .class) }
}
