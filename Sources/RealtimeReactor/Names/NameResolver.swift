/// Turns host names into addresses, in place of the system's resolver: for a cache, a service registry, or a test.
public protocol NameResolver: Sendable {
  /// Looks `host` up.
  ///
  /// - Parameters:
  ///   - host: a name; IP literals are not asked for.
  ///   - port: goes into every address.
  ///   - loop: the connection's loop, whose thread this is called on. It must not be blocked.
  ///   - completion: to be called on the loop, at most once, with addresses in order of preference. It may be called
  ///     before this returns. An answer that nobody waits for any more is ignored.
  func resolve(
    host: String, port: UInt16, on loop: EventLoop,
    completion: @escaping (Result<[SocketAddress], ReactorError>) -> Void
  )
}
