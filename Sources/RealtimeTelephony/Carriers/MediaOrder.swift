/// Puts the pieces of a caller's audio in the order of their numbers, for carriers that do not keep it.
///
/// It stands between the codec, which keeps no audio, and the call, which wants it in order. A piece that comes in
/// order is passed on where it is; one that comes early is copied and waits for those before it, until `window` pieces
/// wait: what is missing by then is taken for lost. One that comes late is dropped, since what follows it was passed
/// on. Streams begin with the number 1, so that the first piece to come may be early too.
struct MediaOrder {
  private struct Piece {
    let bytes: [UInt8]
    let isBase64: Bool
    let position: Int?
    let number: Int
  }

  /// How many pieces may wait.
  private let window: Int
  /// The number of the piece to pass on; `nil` before the first.
  private var next: Int?
  /// The pieces that wait, the first to pass on in front.
  private var early: [Piece] = []
  private var earlyByteCount = 0
  /// Pieces that came late, one after the other.
  private var lateCount = 0

  /// - Parameter window: How many pieces may wait; 0 for a carrier that keeps the order.
  init(window: Int = CarrierLimits.reorderedPieceCount) { self.window = window }

  /// Takes a piece, and passes on what is to be heard by now. A piece without a number is passed on at once.
  mutating func take(_ audio: borrowing CarrierAudio, _ pass: (borrowing CarrierAudio) -> Void) {
    guard let number = audio.number, number < .max else { return pass(audio) }
    let awaited = next ?? (1...1 + window ~= number ? 1 : number)
    next = awaited
    if number < awaited {
      lateCount += 1
      // Nothing is that late: the carrier counts anew.
      guard lateCount > CarrierLimits.reorderedPieceCount else { return }
      flush(pass)
    } else if number > awaited {
      hold(audio, number)
      if early.count > window || earlyByteCount > CarrierLimits.reorderedByteCount { next = early.first?.number }
      return passWhatFollows(pass)
    }
    lateCount = 0
    next = number + 1
    pass(audio)
    if !early.isEmpty { passWhatFollows(pass) }
  }

  /// Passes on all that waits, because nothing comes any more.
  mutating func flush(_ pass: (borrowing CarrierAudio) -> Void) {
    while let number = early.first?.number {
      next = number
      passWhatFollows(pass)
    }
  }

  private mutating func hold(_ audio: borrowing CarrierAudio, _ number: Int) {
    let place = early.firstIndex { $0.number >= number } ?? early.endIndex
    guard place == early.endIndex || early[place].number != number else { return }
    let bytes = unsafe audio.bytes.withUnsafeBytes { unsafe Array($0) }
    early.insert(Piece(bytes: bytes, isBase64: audio.isBase64, position: audio.position, number: number), at: place)
    earlyByteCount += bytes.count
  }

  private mutating func passWhatFollows(_ pass: (borrowing CarrierAudio) -> Void) {
    while let piece = early.first, piece.number == next {
      early.removeFirst()
      earlyByteCount -= piece.bytes.count
      next = piece.number + 1
      let bytes = unsafe piece.bytes.span.bytes
      pass(
        piece.isBase64
          ? CarrierAudio(base64: bytes, position: piece.position, number: piece.number)
          : CarrierAudio(bytes: bytes, position: piece.position, number: piece.number))
    }
  }
}
