/// A name on its way to addresses, made by `EventLoop.resolve(host:port:completion:)`. Loop-bound.
public final class NameResolution {
  /// Told the addresses, best first, or why there are none; once, on the loop.
  public typealias Completion = (Result<[SocketAddress], ReactorError>) -> Void

  private let loop: EventLoop
  private let host: String
  private let port: UInt16
  private var completion: Completion?
  private let ticket: NameTicket
  private var answerReceivedAt: Duration?

  fileprivate init(on loop: EventLoop, host: String, port: UInt16, completion: @escaping Completion) {
    self.loop = loop
    self.host = host
    self.port = port
    self.completion = completion
    ticket = NameTicket(loop)
  }

  /// Gives the resolution up: `completion` is not called any more. Idempotent, and without effect when it is done.
  public func cancel() {
    loop.preconditionOnLoop()
    guard completion != nil else { return }
    completion = nil
    if isUnderWay {
      endWaiting()
      loop.names.lookups.giveUp(ticket, on: name)
    }
  }

  /// Says that the addresses did not work: they are remembered no longer, and who next resolves the name gets new ones.
  ///
  /// Without effect for addresses that were not looked up, and when newer ones are known already.
  public func discardAnswer() {
    loop.preconditionOnLoop()
    guard let answerReceivedAt else { return }
    loop.names.lookups.discard(name, receivedAt: answerReceivedAt)
  }

  // MARK: Internals

  private var operation: String { "resolve \(host)" }
  /// Names are equal without regard to case (RFC 4343).
  private var name: String { host.lowercased() }
  private var isUnderWay: Bool { loop.names.resolution(of: ticket) != nil }

  /// Never completes from inside `resolve`, so that its caller sees one order of events.
  fileprivate func start(using resolver: (any NameResolver)?) {
    if !loop.isOpen { return completeLater(.failure(.loopIsClosed(operation))) }
    if let address = SocketAddress(host: host, port: port) { return completeLater(.success([address])) }
    guard !host.isEmpty, !host.utf8.contains(0), host.utf8.count <= 253 else {
      // A NUL would end the name early for the resolver, which then would look up another one.
      return completeLater(.failure(notAName))
    }
    if let resolver { return ask(resolver) }
    if let addresses = SystemNames.loopback(name, port: port) { return completeLater(.success(addresses)) }
    ask(loop.names.lookups)
  }

  private func ask(_ lookups: NameLookups) {
    switch lookups.ask(name, for: ticket, maximumAge: loop.configuration.nameCacheTime) {
    case .answered(let answer):
      answerReceivedAt = answer.receivedAt
      completeLater(.success(answer.addresses.map { $0.with(port: port) }))
    case .wait: beginWaiting()
    case .refused: completeLater(.failure(tooManyNames))
    }
  }

  private func ask(_ resolver: any NameResolver) {
    beginWaiting()
    resolver.resolve(host: host, port: port, on: loop) { [weak self, loop] result in
      loop.preconditionOnLoop("completion of NameResolver.resolve")
      guard let self, isUnderWay else { return }
      endWaiting()
      completeLater(checked(result))
    }
  }

  /// Keeps this object, and the loop running, until the answer: nothing of libuv's waits for it.
  private func beginWaiting() {
    loop.names.begin(self, with: ticket)
    loop.machinery.addKeeper()
  }

  private func endWaiting() {
    loop.names.end(ticket)
    loop.machinery.removeKeeper()
  }

  /// The answer of `NameLookups`, which has port 0.
  func didAnswer(_ result: Result<[SocketAddress], ReactorError>, receivedAt: Duration?) {
    endWaiting()
    answerReceivedAt = receivedAt
    complete(checked(result.map { addresses in addresses.map { $0.with(port: port) } }))
  }

  private func checked(_ result: Result<[SocketAddress], ReactorError>) -> Result<[SocketAddress], ReactorError> {
    if case .success(let addresses) = result, addresses.isEmpty { return .failure(noAddress) }
    return result
  }

  private func completeLater(_ result: Result<[SocketAddress], ReactorError>) {
    loop.enqueueLocally { self.complete(result) }
  }

  private func complete(_ result: Result<[SocketAddress], ReactorError>) {
    let completion = completion
    self.completion = nil
    completion?(result)
  }

  func failAsCancelled() {
    let completion = completion
    cancel()
    completion?(.failure(.loopIsClosed(operation)))
  }

  // MARK: Errors

  private var noAddress: ReactorError {
    ReactorError(code: .unknownName, operation: operation, message: "the name has neither an IPv4 nor an IPv6 address")
  }

  private var notAName: ReactorError {
    ReactorError(
      code: .invalidArgument, operation: "resolve a host name",
      message: "a host name has 1 to 253 bytes and no NUL among them")
  }

  private var tooManyNames: ReactorError {
    ReactorError(
      code: .limitExceeded, operation: operation,
      message: "\(NameLookupLimits().waitingNameCount) other names wait to be looked up; try again later")
  }
}

@available(
  *, unavailable,
  message: """
    a resolution stays on its loop; there make `let bound = LoopBound(resolution, on: loop)`, \
    and any thread may call `bound.execute { resolution in resolution.cancel() }`
    """
)
extension NameResolution: Sendable {}

extension EventLoop {
  /// Turns a host name into addresses, best first.
  ///
  /// IP literals need no lookup, nor do `localhost` and the names below it (RFC 6761). The others are looked up by the
  /// system's resolver (`getaddrinfo`: hosts file, `nsswitch.conf`, DNS) on threads that all loops of the process
  /// share:
  /// - equal names that are asked for at the same time cost one lookup,
  /// - an answer is used again for `Configuration.nameCacheTime`, unless `NameResolution.discardAnswer()` was called;
  ///   a failure is not remembered,
  /// - at most 128 names are looked up side by side, 32 of them names that were answered before, and 1024 more wait for
  ///   their turn, so that names whose server is silent do not hold up the others.
  ///
  /// - Parameters:
  ///   - host: a name or an IP literal.
  ///   - port: put into every address.
  ///   - resolver: asked in place of the system's resolver, each time, and for `localhost` too; `nil` for the system's.
  ///     IP literals are not asked for.
  ///   - completion: called once on the loop, never before this call returns; not at all after `cancel()`. It
  ///     fails with `ENOTFOUND` for an unknown name, with `EAI_AGAIN` when the name server did not answer, and with
  ///     `ECANCELED` when the loop is closed, which waits for no lookup.
  @discardableResult
  public func resolve(
    host: String, port: UInt16, using resolver: (any NameResolver)? = nil,
    completion: @escaping NameResolution.Completion
  ) -> NameResolution {
    preconditionOnLoop()
    let resolution = NameResolution(on: self, host: host, port: port, completion: completion)
    resolution.start(using: resolver)
    return resolution
  }
}
