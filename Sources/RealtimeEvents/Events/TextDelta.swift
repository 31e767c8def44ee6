internal import RealtimeJSON

/// A server event, borrowed or owned, with the next piece of a text that comes in pieces: what a
/// ``TextAssembler`` joins.
public protocol TextDelta: ~Escapable {
  /// The piece, and which text it belongs to.
  var textPiece: TextPiece { get }
}

/// A piece of a text, as a server event brought it.
public struct TextPiece: Sendable, Hashable {
  /// What a piece belongs to: a part of an item or, where there are no items, all of a session.
  struct Source: Sendable, Hashable {
    let id: ShortText
    let contentIndex: Int
  }

  let source: Source
  let text: String
  let ends: TextEnds

  init(_ text: String, _ ends: TextEnds, of id: String, at contentIndex: Int?) {
    source = Source(id: ShortText(wrappedValue: id), contentIndex: contentIndex ?? 0)
    self.text = text
    self.ends = ends
  }
}

/// Whether a text was cut within a character, at its beginning or at its end.
///
/// JSON may write a character beyond U+FFFF as two escapes (`\ud83d\ude00`, RFC 8259 section 7), and a server
/// that cuts a text by UTF-16 units may put them into two events. Each half alone is no character and reads
/// as U+FFFD. An owned event keeps here what the halves were, for a ``TextAssembler``.
public struct TextEnds: Sendable, Hashable {
  /// The second half that the text begins with, and the first half that it ends with; zero for none.
  let low: UInt16
  let high: UInt16

  /// Of a text that was not cut within a character.
  public static var whole: TextEnds { TextEnds(low: 0, high: 0) }
}

extension TextEnds {
  init(_ json: JSONView) { self.init(low: json.leadingLowSurrogate ?? 0, high: json.trailingHighSurrogate ?? 0) }
}

extension ServerEvent: TextDelta {
  /// The event's `delta`, empty where it has none or is audio.
  public var textPiece: TextPiece {
    let delta = audioMember.isAbsent ? member(.delta) : JSONView(absentIn: bytes)
    let id: String? = optional(.itemID)
    return TextPiece(delta.string ?? "", TextEnds(delta), of: id ?? type, at: optional(.contentIndex))
  }

  /// How a text was cut. Most are written without escapes, and then they are whole.
  func ends(of name: MemberName) -> TextEnds {
    let member = self.member(name)
    return member.isEscaped ? TextEnds(member) : .whole
  }
}
