#if Service
public import Logging
public import RealtimeSessions
public import ServiceLifecycle

/// A server for calls as a `Service`: it runs until its group shuts down, and then lets the calls come to their end.
///
/// ```swift
/// func serve(_ servers: WebSocketServerGroup, logger: Logger) async throws {
///   let gateway = RealtimeGatewayService(servers, deadline: .seconds(60), logger: logger)
///   let group = ServiceGroup(services: [gateway], gracefulShutdownSignals: [.sigterm], logger: logger)
///   try await group.run()
/// }
/// ```
///
/// On a graceful shutdown nothing new is accepted, and what is connected goes on until it ends or the deadline has
/// passed; the rest is closed with code 1001, and how many that were is told. When the task is cancelled, all is closed
/// at once. Give the `ServiceGroup` a `maximumGracefulShutdownDuration` that is longer than the deadline, if any.
public struct RealtimeGatewayService: Service, CustomStringConvertible {
  /// How a shutdown went.
  public struct Report: Sendable, Hashable {
    /// Connections that were still there at the deadline, and were closed.
    public let cutCount: Int
    /// Whether the task was cancelled before.
    public let isCancelled: Bool
  }

  /// What the log calls it.
  public let description: String
  private let deadline: Duration
  private let logger: Logger?
  private let onShutdown: @Sendable (Report) -> Void
  private let drain: @Sendable (Duration) async -> Int

  /// Servers on the loops of a group, which listen already.
  ///
  /// - Parameters:
  ///   - servers: what is drained.
  ///   - deadline: how long connections may go on.
  ///   - logger: gets one line, at `info`: how many connections were closed at the deadline.
  ///   - onShutdown: told the same, before `run()` returns.
  public init(
    _ servers: WebSocketServerGroup, deadline: Duration, logger: Logger? = nil,
    onShutdown: @escaping @Sendable (Report) -> Void = { _ in }
  ) {
    self.init("Realtime gateway", deadline: deadline, logger: logger, onShutdown: onShutdown) { deadline in
      await servers.drain(deadline: deadline)
    }
  }

  /// Anything else that can be drained.
  ///
  /// - Parameters:
  ///   - name: what the log calls it.
  ///   - deadline: how long connections may go on.
  ///   - logger: gets one line, at `info`.
  ///   - onShutdown: told how it went, before `run()` returns.
  ///   - drain: stops accepting, waits until all have gone, and closes at the deadline those that have not, and at once
  ///     when the task is cancelled. Returns how many it had to close.
  public init(
    _ name: String, deadline: Duration, logger: Logger? = nil,
    onShutdown: @escaping @Sendable (Report) -> Void = { _ in },
    drain: @escaping @Sendable (_ deadline: Duration) async -> Int
  ) {
    description = name
    self.deadline = deadline
    self.logger = logger
    self.onShutdown = onShutdown
    self.drain = drain
  }

  /// Waits for the shutdown of the service group, and drains. Called by the group.
  public func run() async throws {
    // Cancelled, it throws; what was connected is still to be closed.
    let isCancelled = (try? await gracefulShutdown()) == nil
    let cutCount = await drain(isCancelled ? .zero : deadline)
    let report = Report(cutCount: cutCount, isCancelled: isCancelled || Task.isCancelled)
    logger?.info(
      "Gateway has shut down",
      metadata: [ObservedName.logServiceName: "\(description)", ObservedName.logCutCount: "\(cutCount)"])
    onShutdown(report)
  }
}
#endif
