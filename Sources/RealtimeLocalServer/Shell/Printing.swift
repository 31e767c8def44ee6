internal import WebSocketTransport

// How the servers print: without what their clients sent.

extension RealtimeLocalServer: CustomReflectable {
  public var customMirror: Mirror {
    Mirror(self, children: ["address": address, "configuration": configuration], displayStyle: .class)
  }
}

extension RealtimeLocalServerGroup: CustomReflectable {
  public var customMirror: Mirror {
    Mirror(self, children: ["address": address, "configuration": configuration], displayStyle: .class)
  }
}
