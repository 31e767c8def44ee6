internal import CRealtimeUV
internal import Glibc

/// A name on its way to addresses, made by `EventLoop.resolve(host:port:completion:)`. Loop-bound.
public final class NameResolution {
  public typealias Completion = (Result<[SocketAddress], ReactorError>) -> Void

  private let loop: EventLoop
  private let operation: String
  private var completion: Completion?
  private let request: UnsafeMutablePointer<uv_getaddrinfo_t>
  /// Another resolver than the system's is at work.
  private var isForeign = false

  fileprivate init(on loop: EventLoop, host: String, completion: @escaping Completion) {
    self.loop = loop
    self.completion = completion
    operation = "resolve \(host)"
    request = UnsafeMutableRawPointer.allocate(byteCount: uv_req_size(UV_GETADDRINFO), alignment: 16)
      .assumingMemoryBound(to: uv_getaddrinfo_t.self)
  }

  deinit {
    request.deallocate()
  }

  /// Gives the resolution up: `completion` is not called any more. Idempotent, and without effect when it is
  /// done.
  public func cancel() {
    loop.preconditionOnLoop()
    guard completion != nil else { return }
    completion = nil
    if isForeign { return forget() }
    // Fails when a thread is at work on it; then its result is ignored.
    if isUnderWay { uv_cancel(UnsafeMutableRawPointer(request).assumingMemoryBound(to: uv_req_t.self)) }
  }

  // MARK: Internals

  private var isUnderWay: Bool { loop.nameResolutions[ObjectIdentifier(self)] != nil }

  fileprivate func start(host: String, port: UInt16) {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_ADDRCONFIG
    request.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    let status = uv_getaddrinfo(loop.uv, request, nameWasResolved, host, String(port), &hints)
    guard status == 0 else {
      return completeLater(.failure(ReactorError(status: status, operation: operation)))
    }
    // Keeps this object, and so the request, until libuv calls back.
    loop.nameResolutions[ObjectIdentifier(self)] = self
  }

  fileprivate func start(host: String, port: UInt16, resolver: any NameResolver) {
    isForeign = true
    loop.nameResolutions[ObjectIdentifier(self)] = self
    // Nothing of libuv's waits for the answer.
    loop.machinery.addKeeper()
    resolver.resolve(host: host, port: port, on: loop) { [weak self, loop] result in
      loop.preconditionOnLoop("completion of NameResolver.resolve")
      self?.didAnswer(result)
    }
  }

  private func didAnswer(_ result: Result<[SocketAddress], ReactorError>) {
    guard isUnderWay else { return }
    forget()
    switch result {
    case .success(let addresses) where addresses.isEmpty: completeLater(.failure(noAddress))
    case .success, .failure: completeLater(result)
    }
  }

  private func forget() {
    if loop.nameResolutions.removeValue(forKey: ObjectIdentifier(self)) != nil {
      loop.machinery.removeKeeper()
    }
  }

  /// Never from inside `resolve`, so that its caller sees one order of events.
  fileprivate func completeLater(_ result: Result<[SocketAddress], ReactorError>) {
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

  fileprivate func didResolve(_ status: CInt, _ first: UnsafeMutablePointer<addrinfo>?) {
    defer { uv_freeaddrinfo(first) }
    loop.nameResolutions[ObjectIdentifier(self)] = nil
    guard completion != nil else { return }
    guard status == 0 else { return complete(.failure(ReactorError(status: status, operation: operation))) }
    var addresses: [SocketAddress] = []
    var next = first
    while let info = next?.pointee {
      if let address = info.ai_addr.flatMap({ SocketAddress($0) }), !addresses.contains(address) {
        addresses.append(address)
      }
      next = info.ai_next
    }
    complete(addresses.isEmpty ? .failure(noAddress) : .success(addresses))
  }

  private var noAddress: ReactorError {
    ReactorError(
      code: .unknownName, operation: operation, message: "the name has neither an IPv4 nor an IPv6 address")
  }
}

@available(*, unavailable, message: "it belongs to its event loop: call loop.execute { … } to reach it")
extension NameResolution: Sendable {}

extension EventLoop {
  /// Turns a host name into addresses, best first, on libuv's thread pool. IP literals take no trip to the
  /// pool.
  ///
  /// - Parameters:
  ///   - host: a name or an IP literal.
  ///   - port: put into every address.
  ///   - resolver: asked in place of the system's resolver; `nil` for the system's. IP literals are not asked
  ///     for.
  ///   - completion: called once on the loop, never before this call returns; not at all after `cancel()`. It
  ///     fails with
  ///     `ENOTFOUND` for an unknown name and with `ECANCELED` when the loop is closed.
  @discardableResult
  public func resolve(
    host: String, port: UInt16, using resolver: (any NameResolver)? = nil,
    completion: @escaping NameResolution.Completion
  ) -> NameResolution {
    preconditionOnLoop()
    let resolution = NameResolution(on: self, host: host, completion: completion)
    if !isOpen {
      resolution.completeLater(.failure(.loopIsClosed("resolve \(host)")))
    } else if let address = SocketAddress(host: host, port: port) {
      resolution.completeLater(.success([address]))
    } else if host.isEmpty || host.utf8.contains(0) || host.utf8.count > 253 {
      // A NUL would end the name early for the resolver, which then would look up another one.
      resolution.completeLater(.failure(resolution.notAName))
    } else if let resolver {
      resolution.start(host: host, port: port, resolver: resolver)
    } else {
      resolution.start(host: host, port: port)
    }
    return resolution
  }
}

extension NameResolution {
  fileprivate var notAName: ReactorError {
    ReactorError(
      code: .invalidArgument,
      operation: "resolve a host name",
      message: "a host name has 1 to 253 bytes and no NUL among them"
    )
  }
}

private func nameWasResolved(
  _ request: UnsafeMutablePointer<uv_getaddrinfo_t>?,
  _ status: CInt,
  _ first: UnsafeMutablePointer<addrinfo>?
) {
  guard let data = request?.pointee.data else { return uv_freeaddrinfo(first) }
  let resolution = Unmanaged<NameResolution>.fromOpaque(data).takeUnretainedValue()
  resolution.didResolve(status, first)
}
