internal import RealtimeReactor

/// Turns a host and port into one connected TCP connection: resolves, races the addresses, and hands over the
/// first that connects. Loop-bound; drives an `AddressRace`.
final class TCPConnector: TCPConnectionOwner {
  typealias Completion = (Result<TCPConnection, WebSocketTransportError>) -> Void

  private let loop: EventLoop
  private let shared: SharedConfiguration
  private var completion: Completion?
  private(set) var resolution: NameResolution?
  private var race: AddressRace?
  private var pending: [(index: Int, connection: TCPConnection)] = []
  private var lastError: ReactorError?
  private var raceTimer: LoopTimer?
  private var stageTimer: LoopTimer?
  private(set) var report: ConnectionReport

  init(
    on loop: EventLoop, configuration: SharedConfiguration, report: ConnectionReport,
    completion: @escaping Completion
  ) {
    self.loop = loop
    shared = configuration
    self.completion = completion
    self.report = report
  }

  /// The completion is never called before this returns.
  func start(host: String, port: UInt16) {
    limitStage(.resolve, configuration.timeLimits.resolve)
    resolution = loop.resolve(host: host, port: port, using: configuration.resolver) { [weak self] in
      self?.didResolve($0)
    }
  }

  /// Connects to an address that needs no resolving.
  func start(at address: SocketAddress) {
    loop.enqueueLocally { self.didResolve(.success([address])) }
  }

  private var configuration: WebSocketConfiguration { shared.value }

  /// Gives up without calling the completion. Idempotent.
  func cancel() {
    completion = nil
    resolution?.cancel()
    stopTimers()
    abandonPending(except: nil)
  }

  var stage: WebSocketTransportError.Stage { race == nil ? .resolve : .connect }

  // MARK: Progress

  private func didResolve(_ result: Result<[SocketAddress], ReactorError>) {
    guard completion != nil else { return }
    report.endStage(\.resolving, now: loop.now)
    switch result {
    case .failure(let error):
      finish(.failure(WebSocketTransportError(stage: .resolve, cause: .network(error))))
    case .success(let found):
      let addresses =
        configuration.staysOnThisMachine ? found.filter { $0.path != nil || $0.isLoopback } : found
      guard !addresses.isEmpty || found.isEmpty else {
        return finish(.failure(WebSocketTransportError(stage: .resolve, cause: .network(.leavesThisMachine))))
      }
      limitStage(.connect, configuration.timeLimits.connect)
      race = AddressRace(addresses: addresses, attemptDelay: configuration.connectionAttemptDelay)
      advanceRace()
    }
  }

  private func advanceRace() {
    while completion != nil, let action = race?.next(now: loop.now) {
      switch action {
      case .attempt(let index):
        attempt(index)
      case .wait(let until):
        raceTimer?.cancel()
        raceTimer = loop.scheduleDeadline(at: until, grace: .zero) { [weak self] in self?.advanceRace() }
        return
      case .waitForPending:
        return
      case .exhausted:
        let error = lastError ?? ReactorError.noAddress
        return finish(.failure(WebSocketTransportError(stage: .connect, cause: .network(error))))
      }
    }
  }

  private func attempt(_ index: Int) {
    guard let address = race?.addresses[index] else { return }
    report.attempts.append(ConnectionReport.Attempt(address: address, now: loop.now))
    do throws(ReactorError) {
      let connection = try TCPConnection.connect(
        to: address, on: loop, options: configuration.connectionOptions, owner: self)
      pending.append((index, connection))
    } catch {
      attemptFailed(index, error)
    }
  }

  private func attemptFailed(_ index: Int, _ error: ReactorError) {
    report.attempts[index].end(.failed(error.code), now: loop.now)
    // That a family of addresses leads nowhere from here says less than what the others met.
    if lastError == nil || !error.isUnreachable { lastError = error }
    race?.attemptFailed()
  }

  // MARK: TCPConnectionOwner

  func didConnect(_ connection: TCPConnection) {
    guard let winner = pending.first(where: { $0.connection === connection }) else {
      return connection.close()
    }
    report.attempts[winner.index].end(.connected, now: loop.now)
    report.endStage(\.connecting, now: loop.now)
    abandonPending(except: connection)
    finish(.success(connection))
  }

  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {}

  func didReceiveEnd(_ connection: TCPConnection) {}

  func didClose(_ connection: TCPConnection, error: ReactorError?) {
    guard let position = pending.firstIndex(where: { $0.connection === connection }) else { return }
    let index = pending.remove(at: position).index
    attemptFailed(index, error ?? .noAddress)
    advanceRace()
  }

  // MARK: Private helpers

  private func limitStage(_ stage: WebSocketTransportError.Stage, _ limit: Duration?) {
    stageTimer?.cancel()
    stageTimer = limit.map { limit in
      loop.scheduleDeadline(after: limit) { [weak self] in
        self?.finish(.failure(WebSocketTransportError(stage: stage, cause: .timedOut(after: limit))))
      }
    }
  }

  private func abandonPending(except winner: TCPConnection?) {
    let others = pending.filter { $0.connection !== winner }
    pending = []
    for other in others {
      report.attempts[other.index].end(.abandoned, now: loop.now)
      other.connection.close()
    }
  }

  private func stopTimers() {
    raceTimer?.cancel()
    stageTimer?.cancel()
    raceTimer = nil
    stageTimer = nil
  }

  private func finish(_ result: Result<TCPConnection, WebSocketTransportError>) {
    guard let completion else { return }
    cancel()
    completion(result)
  }
}

extension ReactorError {
  fileprivate static let noAddress = ReactorError(
    code: .unknownName, operation: "connect",
    message: "the name has no address to connect to; check its spelling")

  /// This machine has no way to the address.
  fileprivate var isUnreachable: Bool {
    ["ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"].contains(code.rawValue)
  }
  fileprivate static let leavesThisMachine = ReactorError(
    code: .invalidArgument, operation: "resolve",
    message:
      "the name of this machine leads to another one, where the key would travel unencrypted; use https")
}

extension WebSocketConfiguration {
  /// Queue limits apply to what the connection queues, which is ciphertext where there is TLS.
  var connectionOptions: TCPConnection.Options {
    var options = TCPConnection.Options()
    options.highWatermark = highWatermarkByteCount
    options.lowWatermark = lowWatermarkByteCount
    options.maximumQueuedByteCount = maximumBufferedByteCount
    return options
  }
}
