import RealtimeAudio
import RealtimeEvents
import RealtimeTestSupport

/// What the service does with audio, as small as it can be: it generates responses, and refuses the truncation of what
/// it has no audio of.
struct ServiceModel {
  struct Item {
    let id: String
    let response: String
    let isInConversation: Bool
    var byteCounts: [Int: Int] = [:]
    var isText = false
    var isTruncated: Set<Int> = []
  }

  private struct Running {
    let id: String
    let isInConversation: Bool
    var itemIDs: [String] = []
    var part = 0
  }

  private(set) var items: [Item] = []
  private(set) var refusals: [String] = []
  /// Events on their way to the client.
  var events: [String] = []
  private var running: [Running] = []
  private var count = 0

  var isIdle: Bool { running.isEmpty }
  /// What the model believes was said: milliseconds by item and part.
  var beliefs: [String: Int] {
    items.filter(\.isInConversation).reduce(into: [:]) { beliefs, item in
      for (part, byteCount) in item.byteCounts { beliefs["\(item.id) \(part)"] = byteCount / 48 }
    }
  }

  private mutating func name(_ kind: String) -> String {
    count += 1
    return "\(kind)_\(count)"
  }

  // MARK: Generating

  mutating func generate(using random: inout SeededGenerator) {
    guard !running.isEmpty else { return begin(isInConversation: Int.random(in: 0..<5, using: &random) > 0) }
    let index = Int.random(in: running.indices, using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0: beginItem(of: index, isText: Int.random(in: 0..<4, using: &random) == 0)
    case 1: end(index, "completed")
    case 2: endAudio(of: index)
    case 3 where !running.contains { !$0.isInConversation }: begin(isInConversation: false)
    default: speak(Int.random(in: 1..<500, using: &random), index)
    }
  }

  private mutating func begin(isInConversation: Bool) {
    let id = name("resp")
    running.append(Running(id: id, isInConversation: isInConversation))
    events.append(Spoken.created(id, isInConversation: isInConversation))
  }

  private mutating func beginItem(of index: Int, isText: Bool = false) {
    let item = Item(
      id: name("item"), response: running[index].id, isInConversation: running[index].isInConversation,
      isText: isText)
    items.append(item)
    running[index].itemIDs.append(item.id)
    running[index].part = 0
  }

  private mutating func speak(_ byteCount: Int, _ index: Int) {
    guard let id = running[index].itemIDs.last, let item = items.firstIndex(where: { $0.id == id }) else {
      return beginItem(of: index)
    }
    guard !items[item].isText else { return }
    let part = running[index].part
    items[item].byteCounts[part, default: 0] += byteCount
    events.append(Spoken.audio(byteCount, id, of: running[index].id, part: part))
  }

  private mutating func endAudio(of index: Int) {
    guard let id = running[index].itemIDs.last else { return }
    events.append(Spoken.audioDone(id, of: running[index].id, part: running[index].part))
    running[index].part += 1
  }

  private mutating func end(_ index: Int, _ status: String) {
    let response = running.remove(at: index)
    let output = response.itemIDs.compactMap { id in items.first { $0.id == id } }
      .map { Spoken.message($0.id, [$0.isText ? "output_text" : "output_audio"]) }
    events.append(Spoken.done(response.id, status, output: output))
  }

  /// Turn detection, or the client, cancels what the conversation has.
  mutating func cancel() {
    if let index = running.firstIndex(where: \.isInConversation) { end(index, "cancelled") }
  }

  mutating func endAll() {
    while !running.isEmpty { end(0, "completed") }
  }

  // MARK: What the client sends

  mutating func receive(_ event: ClientEvent) {
    switch event {
    case .responseCancel: cancel()
    case .conversationItemTruncate(let id, let part, let end, _): truncate(id, part, end)
    case .conversationItemDelete(let id, _):
      guard let index = items.firstIndex(where: { $0.id == id && $0.isInConversation }) else {
        return refusals.append("delete of an unknown item")
      }
      if !items[index].byteCounts.isEmpty { refusals.append("delete of an item with audio") }
      items.remove(at: index)
    default: refusals.append("\(event)")
    }
  }

  private mutating func truncate(_ id: String, _ part: Int, _ end: Int) {
    guard let index = items.firstIndex(where: { $0.id == id && $0.isInConversation }),
      let byteCount = items[index].byteCounts[part]
    else { return refusals.append("Only model output audio messages can be truncated.") }
    if end < 0 || end > byteCount / 48 { refusals.append("already shorter than \(end)ms") }
    if !items[index].isTruncated.insert(part).inserted { refusals.append("truncated twice") }
    items[index].byteCounts[part] = end * 48
  }
}
