internal import RealtimeBuffers

// How what is public here prints, by `print`, `dump` and every mirror: nothing that lets somebody in is in it.

extension RealtimeSession: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: ["state": sessionState], displayStyle: .class) }
}

extension RealtimeSession.Attempt: CustomReflectable {
  /// Parameters print as their names: a value may be a key.
  public var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "number": number, "isStandby": isStandby, "headers": headers,
        "query": query.keys.sorted().map { "\($0)=\(Secret.mask)" }, "isAborted": isAborted,
      ], displayStyle: .struct)
  }
}

extension RealtimeSession.CloseReport: CustomReflectable {
  /// Events that were never sent print as their number: they are the caller's.
  public var customMirror: Mirror {
    Mirror(
      self, children: ["cause": cause, "unsentEvents": "\(unsentEvents.count) events", "usage": usage],
      displayStyle: .struct)
  }
}

extension RealtimeTools: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: ["openCount": openCount], displayStyle: .class) }
}

extension DialGovernors: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: ["limits": limits], displayStyle: .class) }
}

extension DialTicket: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: ["isGranted": isGranted], displayStyle: .class) }
}
