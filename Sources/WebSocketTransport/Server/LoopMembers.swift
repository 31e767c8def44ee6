package import RealtimeReactor

/// The part of a server that is on one loop of its group.
package protocol LoopMember: AnyObject, SendableMetatype {
  /// Stops listening, and lets what is open go on to its end.
  ///
  /// - Parameters:
  ///   - deadline: after which the rest is closed; `nil` for as long as it likes.
  ///   - didEnd: told, once the last is gone, how many had to be closed.
  func drain(deadline: Duration?, didEnd: @escaping (Int) -> Void)
}

/// The parts of a server, one on each loop of a group. Any thread may use it; what names a loop is for its thread.
package struct LoopMembers<Member: LoopMember>: Sendable {
  private let group: EventLoopGroup
  private let key = LoopMemberKey()

  package init(of group: EventLoopGroup) { self.group = group }

  package func add(_ member: Member, on loop: EventLoop) { Registry.of(loop).add(member, key, on: loop) }
  package func remove(from loop: EventLoop) { Registry.of(loop).remove(key) }
  package func member(on loop: EventLoop) -> Member? { Registry.of(loop).member(key) }

  /// Returns at once.
  package func onEachLoop(_ work: @escaping @Sendable (Member?) -> Void) {
    for loop in group.loops { loop.execute { work(member(on: loop)) } }
  }

  /// Returns when all loops are through.
  package func onEachLoop(_ work: @escaping @Sendable (Member?) -> Void) async {
    await withCheckedContinuation { continuation in
      let last = LoopSum { _ in continuation.resume() }
      onEachLoop { member in
        work(member)
        last.add(0)
      }
    }
  }

  // MARK: Draining

  /// A part is known until the last of what it has open is gone.
  package func drain(deadline: Duration?, didEnd: @escaping @Sendable (Int) -> Void = { _ in }) {
    let sum = LoopSum(didEnd)
    for loop in group.loops {
      loop.execute { Registry.of(loop).drain(key, deadline: deadline) { sum.add($0) } }
    }
  }

  /// Blocks its caller until all is gone.
  package func drain(deadline: Duration, _ operation: String) throws(ReactorError) -> Int {
    try group.checkMayWait(operation)
    let answer = Rendezvous<Int>()
    drain(deadline: deadline) { answer.settle($0) }
    return answer.wait()
  }

  /// When the task is cancelled, the rest is closed at once.
  package func drain(deadline: Duration) async -> Int {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        drain(deadline: deadline) { continuation.resume(returning: $0) }
      }
    } onCancel: {
      drain(deadline: .zero)
    }
  }

  /// What all groups have on one loop. Loop-bound.
  private final class Registry {
    /// With its key, so that the identifier is nobody else's meanwhile.
    private var members: [ObjectIdentifier: (member: Member, key: LoopMemberKey)] = [:]

    static func of(_ loop: EventLoop) -> Registry { loop.shared { Registry() } }

    func add(_ member: Member, _ key: LoopMemberKey, on loop: EventLoop) {
      members[ObjectIdentifier(key)] = (member, key)
      loop.whenDraining { [weak self] in self?.drain(key, deadline: nil) { _ in } }
    }

    func remove(_ key: LoopMemberKey) { members[ObjectIdentifier(key)] = nil }
    func member(_ key: LoopMemberKey) -> Member? { members[ObjectIdentifier(key)]?.member }

    func drain(_ key: LoopMemberKey, deadline: Duration?, didEnd: @escaping (Int) -> Void) {
      guard let member = member(key) else { return didEnd(0) }
      member.drain(deadline: deadline) { [self] closedCount in
        remove(key)
        didEnd(closedCount)
      }
    }
  }
}

/// What the loops know the parts of one server by.
private final class LoopMemberKey: Sendable {}
