internal import RealtimeEvents

/// A part of a message, without its audio.
struct MirroredPart: Sendable {
  enum Kind: Sendable {
    case text, speech, image
  }

  /// How much of the speech the user heard, of how much there was. Both are milliseconds.
  private struct Cut: Sendable {
    var heard: Int
    var received: Int?
    /// Whether more speech was to come.
    let isOfUnfinished: Bool

    var isWhole: Bool { !isOfUnfinished && received.map { heard >= $0 } ?? false }
  }

  private(set) var kind: Kind
  /// The text, the transcript or, of an image, the data URL.
  private(set) var text: String
  private var detail: ImageDetail?
  private var cut: Cut?

  init(_ kind: Kind, text: String = "") {
    (self.kind, self.text) = (kind, text)
  }

  init(_ part: ContentPart, keepsImages: Bool) {
    switch part.type {
    case .inputAudio, .outputAudio, .audio: self.init(.speech, text: part.transcript ?? part.text ?? "")
    case .inputImage:
      self.init(.image, text: keepsImages ? part.imageURL ?? "" : "")
      detail = part.detail
    default: self.init(.text, text: part.text ?? part.transcript ?? "")
    }
  }

  var byteCount: Int { text.utf8.count + Self.overheadByteCount }

  // An empty part takes memory too, and a peer may send many.
  private static let overheadByteCount = 64

  // MARK: What the service says

  /// Takes over what an event has of the part. An event may know less: a transcript comes apart from its item.
  mutating func merge(_ part: MirroredPart) {
    kind = part.kind
    detail = part.detail ?? detail
    if !part.text.isEmpty { setText(part.text) }
  }

  mutating func append(_ delta: String, to kind: Kind) {
    self.kind = kind
    if cut == nil || kind != .speech { text += delta }
  }

  /// What was cut stays as it was: text that comes after it belongs to audio that nobody heard.
  private mutating func setText(_ text: String) {
    if cut == nil || kind != .speech || self.text.isEmpty { self.text = text }
  }

  /// Notes that the user heard the speech only so far. Of two cuts the shorter one counts.
  ///
  /// - Parameters:
  ///   - heard: in milliseconds.
  ///   - received: the milliseconds that there were; `nil` if that is not known.
  ///   - isFinished: whether no more speech comes, so that all of it may have been heard.
  mutating func cut(heard: Int, of received: Int?, isFinished: Bool) {
    guard kind == .speech else { return }
    cut = Cut(
      heard: min(max(heard, 0), cut?.heard ?? .max), received: cut?.received ?? received,
      isOfUnfinished: cut?.isOfUnfinished ?? !isFinished)
  }

  // MARK: What a new session is given

  /// Whether the user has not heard all of it.
  var isCut: Bool { kind == .speech && cut.map { !$0.isWhole } ?? false }

  /// The text that the user heard.
  var heardText: String {
    guard let cut, kind == .speech else { return text }
    if cut.heard == 0 { return "" }
    guard let received = cut.received, cut.heard < received else { return text }
    return text.beginning(Double(cut.heard) / Double(received))
  }

  /// The image as a part of a message; `nil` if it was not kept.
  var image: ContentPart? {
    kind == .image && !text.isEmpty ? .inputImage(url: text, detail: detail) : nil
  }
}

extension String {
  /// The whole words within a share of the text. A text without spaces is cut between characters.
  ///
  /// - Parameter share: from 0 to 1.
  func beginning(_ share: Double) -> String {
    let end = index(startIndex, offsetBy: Int(Double(count) * share))
    guard end < endIndex, !self[end].isWhitespace else { return String(self[..<end]).withoutEndingSpaces }
    if let space = self[..<end].suffix(Self.longestWord).lastIndex(where: \.isWhitespace) {
      return String(self[..<space]).withoutEndingSpaces
    }
    let isFirstWord = self[end...].prefix(Self.longestWord).contains(where: \.isWhitespace)
    return isFirstWord && distance(from: startIndex, to: end) < Self.longestWord ? "" : String(self[..<end])
  }

  /// Characters beyond which there are no words to be kept whole.
  private static let longestWord = 24

  private var withoutEndingSpaces: String {
    guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[...last])
  }
}
