internal import RealtimeBuffers
internal import RealtimeJSON

// A view of received bytes cannot be given to Swift's `print`, whose arguments may be kept. These take its place.

extension RealtimeServerEvent where Self: ~Escapable {
  /// The event on one line, for a log: its type and its JSON. Audio and files read as their size, secrets
  /// (`authorization`, the values of `headers`) as `***`; everything else is the event as it came.
  public var description: String {
    let event = raw
    return EventLine(type: event.type, json: event.json.owned, audioMember: event.kind.audioMember).text
  }
}

/// Prints an event's `description`, as Swift's `print` does with other values.
public func print<Event: RealtimeServerEvent & ~Escapable>(_ event: borrowing Event) { Swift.print(event.description) }

extension DefaultStringInterpolation {
  /// An event's `description`: `log("\(event)")`.
  public mutating func appendInterpolation<Event: RealtimeServerEvent & ~Escapable>(_ event: borrowing Event) {
    appendLiteral(event.description)
  }
}

extension OwnedServerEvent: CustomStringConvertible {
  /// The event on one line, as it prints while it is borrowed.
  public var description: String { withEvent { $0.description } ?? type }
}

extension ClientEvent: CustomStringConvertible {
  /// The event on one line, for a log: its type and its JSON. Audio and files are named by their size,
  /// secrets read as `***`.
  public var description: String {
    let json = json
    return EventLine(type: json["type"]?.string ?? "", json: json, audioMember: nil).text
  }
}

/// An owned event of a type of its own.
public protocol OwnedEvent: CustomStringConvertible, Sendable, Hashable {}

extension OwnedEvent {
  /// The event's type and its members, with bytes as their number: `ResponseOutputAudioDelta(eventID:
  /// "event_1", …, audio: 4800 bytes)`.
  public var description: String {
    // The middle part of `Module.Event.Owned`.
    let name = String(reflecting: Self.self).split(separator: ".").dropLast().last ?? ""
    let members = Mirror(reflecting: self).children.compactMap { member in
      member.label.map { "\($0.drop { $0 == "_" }): \(Self.text(of: member.value))" }
    }
    return "\(name)(\(members.joined(separator: ", ")))"
  }

  private static func text(of value: Any) -> String {
    switch value {
    case let bytes as [UInt8] where type(of: value) == [UInt8].self: "\(bytes.count) bytes"
    case let text as ShortText: text.debugDescription
    case let text as String: text.debugDescription
    case let optional as any OptionalMember: optional.wrapped.map(text) ?? "nil"
    default: "\(value)"
    }
  }
}

private protocol OptionalMember {
  var wrapped: Any? { get }
}

extension Optional: OptionalMember {
  fileprivate var wrapped: Any? { self }
}

/// An event as a line of a log.
private struct EventLine {
  let type: String
  let json: JSONValue
  /// The member of the event itself that is audio.
  let audioMember: MemberName?

  var text: String {
    let audioMember = audioMember?.wireName.description
    let text = json.jsonText { container, name, text in
      switch name {
      case "audio", "file_data": Self.size(text)
      case let name? where name == audioMember && container == nil: Self.size(text)
      case "authorization": Secret.mask
      default:
        container == "headers" || (container == "client_secret" && name == "value")
          ? Secret.mask : text.hasPrefix("data:") ? Self.size(text) : nil
      }
    }
    return "\(type) \(text)"
  }

  private static func size(_ base64: String) -> String {
    if let bytes = Base64.bytes(from: base64) { return "(\(bytes.count) bytes)" }
    return "(\(base64.utf8.count) characters)"
  }
}
