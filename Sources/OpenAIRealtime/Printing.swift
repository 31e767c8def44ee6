internal import RealtimeBuffers
internal import WebSocketTransport

// How what is public here prints, by `print`, `dump` and every mirror: nothing that lets somebody in is in it.

extension OpenAI: CustomReflectable {
  public var customMirror: Mirror {
    Mirror(self, children: ["baseURL": RealtimeURL.printable(baseURL), "apiKey": apiKey as Any], displayStyle: .struct)
  }
}

extension AzureOpenAI: CustomReflectable {
  public var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "baseURL": RealtimeURL.printable(baseURL), "apiVersion": apiVersion, "deployment": deployment as Any,
        "credential": Secret.mask,
      ], displayStyle: .struct)
  }
}

extension OpenAIRealtimeWS: CustomReflectable {
  public var customMirror: Mirror {
    Mirror(self, children: ["url": url, "readyState": socket.readyState], displayStyle: .class)
  }
}

extension PreparedSessions: CustomReflectable {
  public var customMirror: Mirror {
    Mirror(self, children: ["url": url, "readyCount": readyCount], displayStyle: .class)
  }
}

extension RealtimeCloseReport: CustomReflectable {
  /// Events that were never sent print as their number: they are the caller's.
  public var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "initiator": initiator, "code": code, "reason": reason, "error": error as Any,
        "lastServerError": lastServerError as Any, "connection": connection, "bytesReceived": bytesReceived,
        "bytesSent": bytesSent, "eventsReceived": eventsReceived, "eventsSent": eventsSent,
        "unsentEvents": "\(unsentEvents.count) events", "unsentByteCount": unsentByteCount,
      ], displayStyle: .struct)
  }
}
