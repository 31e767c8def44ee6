/// Audio in which every four bytes say whose they are and where they belong, so that its order can be checked.
struct NumberedSpeech {
  /// What has come last.
  private var latest: (reply: UInt16, word: UInt16)?
  private var isFilled = false
  private(set) var replyCount = 0
  private(set) var mistakes: [String] = []

  /// No four bytes of it are silence, and none come twice.
  static func audio(reply: Int, milliseconds: Int) -> [UInt8] {
    (0..<milliseconds * 2).flatMap { word in [reply >> 7, reply, word >> 7, word].map { UInt8($0 & 0x7F) } }
  }

  /// Takes what has come next. A reply may begin at any time, with its first word, after those that were asked for
  /// before it.
  mutating func take(_ audio: [UInt8]) {
    guard audio.count.isMultiple(of: 160) else { return mistakes.append("\(audio.count) bytes") }
    for start in stride(from: 0, to: audio.count, by: 4) {
      let word = audio[start..<start + 4]
      if word.allSatisfy({ $0 == 0xFF }) {
        isFilled = true
        continue
      }
      let bytes = word.map(UInt16.init)
      follow(reply: bytes[0] << 7 | bytes[1], word: bytes[2] << 7 | bytes[3])
    }
  }

  private mutating func follow(reply: UInt16, word: UInt16) {
    defer {
      latest = (reply, word)
      isFilled = false
    }
    if word == 0 {
      replyCount += 1
      // Numbers of 14 bits begin anew.
      if let latest, reply == latest.reply || (reply &- latest.reply) & 0x3FFF > 0x2000 {
        mistakes.append("reply \(reply) after \(latest.reply)")
      }
    } else if isFilled || latest?.reply != reply || latest?.word != word - 1 {
      mistakes.append("word \(word) of \(reply) after \(String(describing: latest))")
    }
  }
}
