/// Decides which opening has to go when a server has too many of them: the one that has stood still for longest.
///
/// Nobody is refused for coming late, so that peers who connect and say nothing cannot keep others out. Who moves
/// stays, and who waits for this side stays: when honest peers are too many, the next ones wait in the kernel.
struct OpeningAdmission<ID: Hashable> {
  /// How far an opening has come.
  enum Progress: Hashable {
    /// Nothing has come from the peer.
    case silent
    /// What has come waits for this side.
    case waitsForUs
    /// A number that rises with each step of the opening, and less and less often with mere bytes.
    case moved(Int)
  }

  enum Verdict: Equatable {
    /// Another one may come.
    case room
    /// This one goes; ask again.
    case end(ID)
    /// All have moved lately: ask again at this time, or when one has ended.
    case wait(until: Duration)
  }

  /// How long a peer may say nothing before it can be told to go for another: its first bytes follow at once.
  static var silentPatience: Duration { .milliseconds(100) }
  /// How long it may stand still later on: longer than any round trip.
  static var patience: Duration { .seconds(1) }

  private struct Entry {
    let network: PeerNetwork?
    var progress = Progress.silent
    /// When it came, or was last seen to have moved.
    var since: Duration
    /// Where it stands in its line.
    var place: Int
  }

  private let limit: Int
  private let networkLimit: Int
  private var entries: [ID: Entry] = [:]
  private var counts: [PeerNetwork: Int] = [:]
  private var crowded: Set<PeerNetwork> = []
  /// Who has said nothing yet, and the others; each in the order of `since`.
  private var silent = Line<ID>()
  private var moving = Line<ID>()
  private var lastPlace = 0

  /// - Parameters:
  ///   - limit: openings in all; the last place is kept free where one can go.
  ///   - networkLimit: openings from one `PeerNetwork`.
  init(limit: Int, networkLimit: Int) {
    self.limit = max(1, limit)
    self.networkLimit = max(1, networkLimit)
  }

  var count: Int { entries.count }
  var isFull: Bool { entries.count >= limit }

  mutating func add(_ id: ID, from network: PeerNetwork?, now: Duration) {
    tidy()
    let place = nextPlace()
    entries[id] = Entry(network: network, since: now, place: place)
    silent.append(id, place)
    guard let network else { return }
    counts[network, default: 0] += 1
    if counts[network, default: 0] > networkLimit { crowded.insert(network) }
  }

  mutating func remove(_ id: ID) {
    guard let network = entries.removeValue(forKey: id)?.network, let count = counts[network] else { return }
    counts[network] = count > 1 ? count - 1 : nil
    if count - 1 <= networkLimit { crowded.remove(network) }
  }

  /// - Parameter progressOf: how far an opening has come by now; asked of few.
  mutating func verdict(now: Duration, progressOf: (ID) -> Progress) -> Verdict {
    var until: Duration?
    if isFull {
      switch victim(of: nil, now: now, progressOf) {
      case .end(let id): return .end(id)
      case .wait(let time): until = time
      case .room: break
      }
    }
    for network in crowded {
      switch victim(of: network, now: now, progressOf) {
      case .end(let id): return .end(id)
      case .wait(let time): until = min(until ?? time, time)
      case .room: break
      }
    }
    return until.map { .wait(until: $0) } ?? .room
  }

  // MARK: Private helpers

  private mutating func victim(of network: PeerNetwork?, now: Duration, _ progressOf: (ID) -> Progress) -> Verdict {
    var until = now + Self.patience
    for isSilent in [true, false] {
      let patience = isSilent ? Self.silentPatience : Self.patience
      var index = 0
      while let (id, number) = (isSilent ? silent : moving)[index] {
        index += 1
        guard let entry = entries[id], entry.place == number else { continue }
        if now - entry.since < patience {
          until = min(until, entry.since + patience)
          break
        }
        if let network, entry.network != network { continue }
        let progress = progressOf(id)
        if progress == entry.progress, progress != .waitsForUs { return .end(id) }
        move(id, progress, now: now)
      }
    }
    return .wait(until: until)
  }

  /// To the end of the line of those that moved: a second chance, whose price is to move again.
  private mutating func move(_ id: ID, _ progress: Progress, now: Duration) {
    let place = nextPlace()
    entries[id]?.progress = progress
    entries[id]?.since = now
    entries[id]?.place = place
    moving.append(id, place)
  }

  private mutating func tidy() {
    let entries = entries
    silent.tidy(liveCount: entries.count) { entries[$0.id]?.place == $0.number }
    moving.tidy(liveCount: entries.count) { entries[$0.id]?.place == $0.number }
  }

  private mutating func nextPlace() -> Int {
    lastPlace += 1
    return lastPlace
  }
}

/// First come, first looked at. Those who have left keep their place until they can be dropped together.
private struct Line<ID> {
  typealias Place = (id: ID, number: Int)

  private var places: [Place] = []
  private var first = 0

  /// The places from the front on, those of some who have left among them.
  subscript(offset: Int) -> Place? { first + offset < places.count ? places[first + offset] : nil }

  mutating func append(_ id: ID, _ number: Int) { places.append((id, number)) }

  /// Costs a few steps for each `append`, over time.
  mutating func tidy(liveCount: Int, isLive: (Place) -> Bool) {
    while first < places.count, !isLive(places[first]) { first += 1 }
    guard places.count > 2 * liveCount + 64 else { return }
    places = places[first...].filter(isLive)
    first = 0
  }
}
