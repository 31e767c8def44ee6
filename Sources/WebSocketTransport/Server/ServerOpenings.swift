internal import RealtimeReactor

/// The openings that a server has under way, as many as its limits allow. Loop-bound.
final class ServerOpenings {
  private let loop: EventLoop
  private let maximumCount: Int
  private var openings: [ObjectIdentifier: ServerOpening] = [:]
  private var admission: OpeningAdmission<ObjectIdentifier>
  private var timer: LoopTimer?
  private var isMakingRoom = false
  /// Told whether further connections may be accepted, when there is news of it.
  var setAccepting: ((Bool) -> Void)?

  init(on loop: EventLoop, maximumCount: Int, maximumCountPerAddress: Int) {
    self.loop = loop
    self.maximumCount = maximumCount
    admission = OpeningAdmission(limit: maximumCount, networkLimit: maximumCountPerAddress)
  }

  var count: Int { openings.count }

  func add(_ opening: ServerOpening, from address: SocketAddress?) {
    let identifier = ObjectIdentifier(opening)
    openings[identifier] = opening
    admission.add(identifier, from: PeerNetwork(address), now: loop.now)
  }

  func remove(_ opening: ServerOpening) {
    let identifier = ObjectIdentifier(opening)
    guard openings.removeValue(forKey: identifier) != nil else { return }
    admission.remove(identifier)
    if !isMakingRoom { makeRoom() }
  }

  /// Ends them all and takes no more.
  func close() {
    setAccepting = nil
    timer?.cancel()
    timer = nil
    for opening in Array(openings.values) { opening.cancel() }
  }

  /// Ends those that have to go, or waits until one may be told to.
  func makeRoom() {
    guard let setAccepting else { return }
    isMakingRoom = true
    defer { isMakingRoom = false }
    while true {
      let verdict = admission.verdict(now: loop.now) { openings[$0]?.progress ?? .silent }
      switch verdict {
      case .end(let identifier): openings[identifier]?.giveWay(limit: maximumCount)
      case .room: return setAccepting(true)
      case .wait(let until):
        askAgain(at: until)
        return setAccepting(!admission.isFull)
      }
    }
  }

  private func askAgain(at time: Duration) {
    if let timer { return timer.restart(at: time) }
    timer = loop.scheduleDeadline(at: time, grace: .zero) { [weak self] in self?.makeRoom() }
  }
}
