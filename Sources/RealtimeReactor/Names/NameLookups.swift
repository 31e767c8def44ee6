internal import CRealtimeUV
internal import RealtimeBuffers

/// Looks names up for all loops of the process, on threads of its own.
///
/// Equal questions under way are one lookup, whichever loop asks, and an answer is kept for a time that the loop that
/// asks decides (`EventLoop.Configuration.nameCacheTime`). A thread ends when no name waits for one.
///
/// The threads call `getaddrinfo`, because it knows this machine: hosts file, `nsswitch.conf`, mDNS, the search list,
/// address order (RFC 6724). It does not tell how long its answers hold, so they are kept for a short time of our own.
/// It cannot be interrupted, so there are many threads, which cost little while they wait.
///
/// c-ares would need no threads and tell the time to live. But everyone would have to install it, and it reads the
/// hosts file and `nsswitch.conf` in its own way: a name could resolve otherwise here than in the program next to it.
/// libuv's pool runs two slow lookups at a time for the whole process, and closing a loop waits for them.
package final class NameLookups: Sendable {
  /// Returns the addresses of a name, with port 0, best first. Blocks as long as it takes.
  package typealias Function = @Sendable (String) -> Result<[SocketAddress], ReactorError>

  /// The lookups that loops use unless a test gives them others.
  package static let ofProcess = NameLookups(SystemNames.addresses)

  private let lookUp: Function
  private let table: PosixMutex<NameLookupTable<NameTicket>>
  private let epoch = ContinuousClock.now

  package init(_ lookUp: @escaping Function) {
    self.lookUp = lookUp
    table = PosixMutex(NameLookupTable())
  }

  enum Reply {
    case answered(NameAnswer)
    /// The ticket's loop hears of the answer.
    case wait
    case refused
  }

  /// Has the loop of `ticket` hear the addresses of `name`, unless they are known already.
  func ask(_ name: String, for ticket: NameTicket, maximumAge: Duration) -> Reply {
    let reply = table.withLock { $0.ask(name, for: ticket, maximumAge: maximumAge, now: now) }
    switch reply {
    case .answered(let answer): return .answered(answer)
    case .refused: return .refused
    case .begin: beginThread(name)
    case .wait: break
    }
    return .wait
  }

  /// Once this returns, the loop of `ticket` is told no more than it was told before.
  func giveUp(_ ticket: NameTicket, on name: String) { table.withLock { $0.giveUp(ticket, on: name) } }

  func discard(_ name: String, receivedAt: Duration) { table.withLock { $0.discard(name, receivedAt: receivedAt) } }

  // MARK: Threads

  private var now: Duration { ContinuousClock.now - epoch }

  /// The resolver and what it loads need less; the memory is taken as it is touched.
  private static let stackByteCount = 512 << 10

  private func beginThread(_ name: String) {
    let thread = SystemThread(name: "name-lookup", stackByteCount: NameLookups.stackByteCount) { self.run(name) }
    if let thread { return thread.detach() }
    // Those that wait for their turn are refused too: no thread may be there to come to them.
    var next: String? = name
    while let name = next { next = finish(name, .failure(.noThread("start a thread for name lookups"))) }
  }

  private func run(_ name: String) {
    blockSignals()
    var next: String? = name
    while let name = next { next = finish(name, lookUp(name)) }
  }

  /// Returns the name that is to be looked up next.
  private func finish(_ name: String, _ result: Result<[SocketAddress], ReactorError>) -> String? {
    let addresses = (try? result.get()) ?? []
    return table.withLock { table in
      let finished = table.finish(name, with: addresses, now: now)
      // Told with the lock held, so that a ticket that is given up is told nothing from then on.
      for ticket in finished.waiters { ticket.answer(result, receivedAt: finished.answer?.receivedAt) }
      return finished.next
    }
  }
}

/// Stands for one resolution of a loop, among threads.
final class NameTicket: Sendable {
  private let loop: EventLoop

  init(_ loop: EventLoop) { self.loop = loop }

  fileprivate func answer(_ result: Result<[SocketAddress], ReactorError>, receivedAt: Duration?) {
    loop.executeDuty { [self] in loop.names.resolution(of: self)?.didAnswer(result, receivedAt: receivedAt) }
  }
}

extension NameTicket: Hashable {
  static func == (left: NameTicket, right: NameTicket) -> Bool { left === right }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// The program's signal handlers belong on its own threads, whose stacks it knows.
private func blockSignals() {
  var all = sigset_t()
  unsafe sigfillset(&all)
  unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
}
