/// The responses that have called functions, and whether the model is to go on after them.
///
/// A response may call several functions. The model is asked to go on once, when all have their outputs and the
/// response itself is over; and not if the user has spoken meanwhile and got an answer: that answer is the conversation
/// now, and the outputs are there for the next one.
struct ToolTurns: Sendable {
  private struct Turn: Sendable {
    let responseID: String
    var hasUserSpoken: Bool
    var isOver = false
    var hasOutput = false
    var isOvertaken = false
  }

  private static let maximumCount = 64

  private var turns: [Turn] = []
  /// The calls of these cannot be answered: they are not in the conversation.
  private var outOfBand = BoundedIDs(limit: Self.maximumCount)
  /// Whether the user has begun to speak since a response last began.
  private var hasUserSpoken = false

  mutating func begin(_ responseID: String, isOutOfBand: Bool) {
    guard !isOutOfBand else { return _ = outOfBand.insert(responseID) }
    hasUserSpoken = false
    for index in turns.indices where turns[index].hasUserSpoken && turns[index].responseID != responseID {
      turns[index].isOvertaken = true
    }
  }

  mutating func userSpoke() {
    hasUserSpoken = true
    for index in turns.indices { turns[index].hasUserSpoken = true }
  }

  /// A function was called.
  ///
  /// - Returns: false if its output would have no place.
  mutating func call(in responseID: String) -> Bool {
    guard !outOfBand.contains(responseID) else { return false }
    guard index(of: responseID) == nil else { return true }
    if turns.count == Self.maximumCount { turns.removeFirst() }
    turns.append(Turn(responseID: responseID, hasUserSpoken: hasUserSpoken))
    return true
  }

  /// An output was sent.
  mutating func deliver(in responseID: String) {
    if let index = index(of: responseID) { turns[index].hasOutput = true }
  }

  mutating func end(_ responseID: String, isCancelled: Bool) {
    guard let index = index(of: responseID) else { return }
    turns[index].isOver = true
    turns[index].isOvertaken = turns[index].isOvertaken || isCancelled
  }

  /// The connection has ended, and with it every response.
  mutating func endAll() {
    hasUserSpoken = false
    for index in turns.indices { turns[index].isOver = true }
  }

  /// Forgets the turns that are complete.
  ///
  /// - Parameter isOpen: whether a response has calls without an output.
  /// - Returns: whether the model is to be asked to go on.
  mutating func complete(isOpen: (String) -> Bool) -> Bool {
    let complete = turns.indices.filter { turns[$0].isOver && !isOpen(turns[$0].responseID) }
    guard !complete.isEmpty else { return false }
    let goesOn = complete.contains { turns[$0].hasOutput && !turns[$0].isOvertaken }
    for index in complete.reversed() { turns.remove(at: index) }
    return goesOn
  }

  private func index(of responseID: String) -> Int? { turns.firstIndex { $0.responseID == responseID } }
}
