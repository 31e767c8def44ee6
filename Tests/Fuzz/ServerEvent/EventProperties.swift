import RealtimeBuffers
import RealtimeJSON
import RealtimeEvents

/// What an event says, as far as its type goes.
private struct Reading: Equatable {
  let type: String
  let owned: AnyHashable?

  init(_ event: borrowing ServerEvent) {
    type = event.type
    owned = ownedEvent(event).map { AnyHashable($0) }
  }
}

/// A text in place as text of its own.
func copied(_ utf8: UTF8Span?) -> String? {
  if let utf8 { String(copying: utf8) } else { nil }
}

/// What must hold of any bytes received as a server event. Answers what did not, in words, or `nil`.
enum EventProperties {
  static func violation(in message: [UInt8]) -> String? {
    dispatchViolation(message) ?? textViolation(message)
  }

  // MARK: Any bytes

  /// A message is one event or one error, never both and never none; malformed audio is an error besides its
  /// event.
  private static func dispatchViolation(_ message: [UInt8]) -> String? {
    let heard = Heard()
    let emitter = RealtimeEmitter { _ in heard.errorCount += 1 }
    emitter.on(.event) { event in
      heard.eventCount += 1
      heard.type = event.type
      heard.owned = ownedEvent(event)
      let audio = audioText(of: event)
      heard.hasBrokenAudio = !audio.isEmpty && Base64.bytes(from: audio) == nil
    }
    RealtimeEventDispatcher(emitter: emitter).receive(message.span.bytes)
    let isErrorEvent = heard.owned is ErrorEvent.Owned
    let wantedErrors = (heard.eventCount == 0 || isErrorEvent ? 1 : 0) + (heard.hasBrokenAudio ? 1 : 0)
    // The name of `.event` is heard under it twice, as in the original.
    if heard.eventCount > (heard.type == "event" ? 2 : 1) { return "a message became several events" }
    return heard.errorCount == wantedErrors ? nil : "a message was reported with the wrong number of errors"
  }

  private final class Heard {
    var eventCount = 0
    var type = ""
    var errorCount = 0
    var hasBrokenAudio = false
    var owned: (any Hashable & Sendable)?
  }

  private static func audioText(of event: borrowing ServerEvent) -> String {
    switch event.kind {
    case .responseOutputAudioDelta, .responseAudioDelta, .sessionOutputAudioDelta:
      event["delta"].isAbsent ? "" : event["delta"].string ?? "not text"
    default: ""
    }
  }

  // MARK: Text

  private static func textViolation(_ message: [UInt8]) -> String? {
    guard (try? UTF8Span(validating: message.span)) != nil else { return nil }
    let value = try? JSONValue.parse(message)
    let isEvent = value?["type"]?.string != nil
    let reader = ServerEventReader(pool: BlockPool())
    do {
      let violation = try reader.read(message.span.bytes) { eventViolation($0, value ?? .null) }
      guard isEvent, let value else { return "what is no event was read as one" }
      return violation ?? formViolation(message, value, reader)
    } catch ServerEventError.malformedJSON {
      return value == nil ? nil : "JSON was called malformed"
    } catch {
      return value != nil && !isEvent ? nil : "an event was called none"
    }
  }

  /// The event seen through its views is the event seen through its JSON.
  private static func eventViolation(_ event: borrowing ServerEvent, _ value: JSONValue) -> String? {
    if event.type != value["type"]?.string { return "the type is another" }
    if event.kind != ServerEventKind(type: event.type) { return "the kind is another than the type's" }
    if event.eventID != value["event_id"]?.string { return "the event's id is another" }
    for member in value.object ?? [:] where event[member.key].owned != member.value {
      return "a member is another"
    }
    if let member = differingMember(event) { return "\(member) is another in the owned event" }
    let again: Reading? = event.owned().withEvent { Reading($0) }
    if again != Reading(event) { return "the owned event is another" }
    return audioViolation(event)
  }

  private static func audioViolation(_ event: borrowing ServerEvent) -> String? {
    let text = audioText(of: event)
    guard !text.isEmpty, text != "not text" else {
      return event.audio.byteCount == 0 ? nil : "audio of nothing"
    }
    let expected = Base64.bytes(from: text)
    if event.audio.withUnsafeBytes({ !$0.elementsEqual(expected ?? []) }) { return "the audio is another" }
    var memory = [UInt8](repeating: 0, count: Base64.decodedByteCount(forEncoded: text.utf8.count))
    let byteCount = memory.withUnsafeMutableBytes { memory in
      var output = OutputRawSpan(buffer: memory, initializedCount: 0)
      try? event.decodeAudio(into: &output)
      return output.finalize(for: memory)
    }
    if !memory.prefix(byteCount).elementsEqual(expected ?? []) { return "the decoded audio is another" }
    if event.audioByteCount != byteCount { return "the audio is not as long as was said" }
    return nil
  }

  /// Where the bytes lie, white space between tokens and the way text is escaped say nothing.
  private static func formViolation(
    _ message: [UInt8], _ value: JSONValue, _ reader: ServerEventReader
  ) -> String? {
    func read(_ bytes: RawSpan) -> Reading? {
      try? reader.read(bytes) { Reading($0) }
    }
    let expected = read(message.span.bytes)
    for offset in [1, 31, 63] {
      let moved = [UInt8](repeating: UInt8(ascii: "\""), count: offset) + message + [UInt8(ascii: "}")]
      if read(moved.span.bytes.extracting(offset..<(offset + message.count))) != expected {
        return "the event is another at another address"
      }
    }
    for space in [" ", "\t\r\n", String(repeating: " ", count: 61)] {
      if read(spaced(message, with: Array(space.utf8)).span.bytes) != expected {
        return "white space makes it another event"
      }
    }
    let text = Array(value.jsonText.utf8)
    // What JSON cannot say, such as a number beyond all doubles, is written as null, and half a character as
    // U+FFFD.
    guard (try? JSONValue.parse(text)) == value, !value.jsonText.contains("\u{FFFD}") else { return nil }
    return read(text.span.bytes) == expected ? nil : "written again it is another event"
  }

  /// White space wherever the grammar allows it.
  private static func spaced(_ document: [UInt8], with space: [UInt8]) -> [UInt8] {
    var text = space
    var isInString = false
    var isEscaped = false
    for byte in document {
      let isToken = !isInString && "{}[]:,".utf8.contains(byte)
      if isToken { text += space }
      text.append(byte)
      if isToken { text += space }
      if byte == UInt8(ascii: "\"") && !isEscaped { isInString.toggle() }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    return text + space
  }
}
