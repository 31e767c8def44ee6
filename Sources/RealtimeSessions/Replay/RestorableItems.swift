internal import RealtimeEvents

/// What of a conversation a new session can be given, in order.
struct RestorableItems {
  struct Item: Sendable {
    let id: String
    let item: ConversationItem
    let kind: RestoredItems.Kind
    /// Whether something of it is missing.
    let isCut: Bool
  }

  private(set) var items: [Item] = []
  /// What of it is left out.
  private(set) var leftOut = RestoredItems()

  /// - Parameter includingUnfinished: whether to take what is still being said as it is.
  init(_ mirror: ConversationMirror, includingUnfinished: Bool) {
    var pairs = CallPairs()
    for mirrored in mirror.items {
      guard includingUnfinished || mirrored.isFinished,
        let (item, isCut) = mirrored.restored(mirror.configuration), pairs.admits(item)
      else {
        leftOut[mirrored.kind].dropped += 1
        continue
      }
      items.append(Item(id: mirrored.id, item: item, kind: mirrored.kind, isCut: isCut))
    }
  }
}

/// Keeps calls and outputs together.
///
/// The service refuses an output without its call, and does not say which event it refuses. A call without an output is
/// fine: its tool may still run.
struct CallPairs {
  private var calls: Set<String> = []
  private var answered: Set<String> = []

  /// Whether the item can come next: an output after its call, and each once.
  mutating func admits(_ item: ConversationItem) -> Bool {
    switch item {
    case .functionCall(let call): calls.insert(call.callID ?? "").inserted
    case .functionCallOutput(let output):
      calls.contains(output.callID) && answered.insert(output.callID).inserted
    default: true
    }
  }
}
