import RealtimeAudio

/// How fast the local model speaks.
public enum ReplyPace: Sendable, Hashable {
  /// Each event follows the one before at once, as fast as the connection takes them.
  case asFastAsPossible
  /// 100 ms of audio each 100 ms, 20 words of text a second.
  case realTime
}

/// One delta of a reply's part, and when it is due after the start of the response.
struct ReplyDelta: Equatable {
  enum Payload: Equatable {
    /// A word of a text part.
    case text(String)
    /// A word of what an audio part says.
    case transcript(String)
    /// A range of the part's audio bytes.
    case audio(Range<Int>)
    /// A piece of a function call's arguments.
    case arguments(String)
  }

  var payload: Payload
  var due: Duration

  static let audioMilliseconds = 100
  static let wordDuration: Duration = .milliseconds(50)
  static let argumentsCharacterCount = 16

  /// The words of a text part.
  static func text(_ text: String, from start: Duration) -> [ReplyDelta] {
    words(of: text).enumerated().map { index, word in
      ReplyDelta(payload: .text(word), due: start + wordDuration * index)
    }
  }

  /// The pieces of a function call's arguments. They come at once: nobody listens to them.
  static func arguments(_ arguments: String, at start: Duration) -> [ReplyDelta] {
    var pieces: [ReplyDelta] = []
    var rest = arguments[...]
    while !rest.isEmpty {
      let piece = rest.prefix(argumentsCharacterCount)
      pieces.append(ReplyDelta(payload: .arguments(String(piece)), due: start))
      rest = rest.dropFirst(argumentsCharacterCount)
    }
    return pieces
  }

  /// Audio in pieces of 100 ms, the transcript spread over them: the words lead, as with the service.
  static func speech(byteCount: Int, format: AudioEncoding, transcript: String, from start: Duration) -> [ReplyDelta] {
    let words = words(of: transcript)
    let pieceByteCount = format.bytesPerMillisecond * audioMilliseconds
    let pieceCount = (byteCount + pieceByteCount - 1) / pieceByteCount
    var deltas: [ReplyDelta] = []
    var nextWord = 0
    for piece in 0..<pieceCount {
      let due = start + .milliseconds(piece * audioMilliseconds)
      while nextWord < words.count && nextWord * pieceCount < (piece + 1) * words.count {
        deltas.append(ReplyDelta(payload: .transcript(words[nextWord]), due: due))
        nextWord += 1
      }
      let range = (piece * pieceByteCount)..<min((piece + 1) * pieceByteCount, byteCount)
      deltas.append(ReplyDelta(payload: .audio(range), due: due))
    }
    let end = start + .milliseconds(pieceCount * audioMilliseconds)
    return deltas + words[nextWord...].map { ReplyDelta(payload: .transcript($0), due: end) }
  }

  /// Words with the space before them, so that joining gives the text back exactly.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text {
      if character == " " && !word.isEmpty {
        words.append(word)
        word = ""
      }
      word.append(character)
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}
