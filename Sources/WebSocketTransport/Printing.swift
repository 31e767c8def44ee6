internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

// How what is public here prints, by `print`, `dump` and every mirror: nothing that lets somebody in is in it. A class
// prints a few facts, since what it holds leads to everything that its connection was made with.

extension WebSocketConfiguration: CustomReflectable {
  public var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "headers": headers, "subprotocols": subprotocols.map(Self.printable), "tls": tls,
        "limits": limits, "compression": compression as Any, "timeLimits": timeLimits, "keepAlive": keepAlive,
        "deliversFragments": deliversFragments, "highWatermarkByteCount": highWatermarkByteCount,
        "lowWatermarkByteCount": lowWatermarkByteCount, "maximumBufferedByteCount": maximumBufferedByteCount,
        "connectionAttemptDelay": connectionAttemptDelay, "connectOverride": connectOverride as Any,
        "proxy": proxy, "proxyTLS": proxyTLS,
      ], displayStyle: .struct)
  }

  /// A subprotocol as it may be printed: some clients send a key in one, after a name and a dot.
  private static func printable(_ subprotocol: String) -> String {
    guard let dot = subprotocol.firstIndex(of: ".") else { return subprotocol }
    return subprotocol[...dot] + Secret.mask
  }
}

extension WebSocketEndpoint: CustomDebugStringConvertible, CustomReflectable {
  public var debugDescription: String { description }
  public var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "host": host, "port": port, "isSecure": isSecure,
        "resource": resource.prefix { $0 != "?" } + (resource.contains("?") ? "?\(Secret.mask)" : ""),
      ], displayStyle: .struct)
  }
}

extension WebSocket: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: ["readyState": readyState], displayStyle: .class) }
}

extension ByteStream: CustomReflectable {
  /// Its owner is whoever is opening the connection.
  var customMirror: Mirror { Mirror(self, children: ["isOpen": isOpen], displayStyle: .class) }
}

extension PreparedConnections: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: ["readyCount": readyCount], displayStyle: .class) }
}

extension WebSocketServer: CustomReflectable {
  public var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "localAddress": localAddress, "connectionCount": connectionCount, "openingCount": openingCount,
      ], displayStyle: .class)
  }
}

extension WebSocketServerGroup: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: ["localAddress": localAddress], displayStyle: .class) }
}

extension ConnectionCancellation: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .class) }
}
