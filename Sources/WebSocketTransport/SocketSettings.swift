internal import WebSocketProtocol

/// What a socket still asks of its configuration once the opening has begun. The rest goes with the opening, so that
/// neither its size nor the credentials in its headers stay with an open connection.
struct SocketSettings {
  let machine: WebSocketMachine.Configuration
  let keepAlive: KeepAliveConfiguration
  let maximumBufferedByteCount: Int

  init(_ configuration: WebSocketConfiguration) {
    var machine = WebSocketMachine.Configuration()
    machine.limits = configuration.limits
    machine.reading = configuration.deliversFragments ? .fragments : .wholeMessages
    machine.closeTimeout = configuration.timeLimits.close ?? SocketSettings.unlimitedCloseTime
    self.machine = machine
    keepAlive = configuration.keepAlive
    maximumBufferedByteCount = configuration.maximumBufferedByteCount
  }

  /// For those who switched the close limit off: longer than any process lives.
  private static var unlimitedCloseTime: Duration { .seconds(100 * 365 * 86_400) }
}
