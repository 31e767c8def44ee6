internal import RealtimeBuffers

// How what is public here prints, by `print`, `dump` and every mirror: nothing that lets somebody in is in it.

extension RealtimeEmitter: CustomReflectable {
  public var customMirror: Mirror {
    Mirror(self, children: ["hasErrorListener": hasErrorListener], displayStyle: .class)
  }
}

extension RealtimeEventDispatcher: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .class) }
}

extension MCPTool: CustomReflectable {
  /// Its token, its header fields, and what its address carries may open the server to anybody.
  public var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "serverLabel": serverLabel, "serverURL": serverURL.map(Self.withoutSecrets) as Any,
        "connectorID": connectorID as Any, "tunnelID": tunnelID as Any,
        "authorization": authorization.map { _ in Secret.mask } as Any,
        "serverDescription": serverDescription as Any,
        "headers": headers.value?.keys.map { "\($0): \(Secret.mask)" } as Any, "allowedTools": allowedTools,
        "allowedCallers": allowedCallers, "requireApproval": requireApproval,
        "deferLoading": deferLoading as Any,
      ], displayStyle: .struct)
  }

  /// An address without its query and fragment, and none at all of one with user and password.
  private static func withoutSecrets(_ url: String) -> String {
    url.contains("@") ? Secret.mask : String(url.prefix { $0 != "?" && $0 != "#" })
  }
}

extension ClientSecret: CustomReflectable {
  public var customMirror: Mirror {
    Mirror(self, children: ["value": Secret.mask, "expiresAt": expiresAt as Any], displayStyle: .struct)
  }
}

extension RealtimeHandle: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .class) }
}

extension EventSequence: CustomReflectable {
  /// What waits is the service's, and the user's.
  public var customMirror: Mirror { Mirror(self, children: ["droppedCount": droppedCount], displayStyle: .struct) }
}

extension EventSequence.Iterator: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
