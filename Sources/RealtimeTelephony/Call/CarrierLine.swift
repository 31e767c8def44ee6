internal import RealtimeBuffers

/// A carrier's socket and the codec that understands it. Loop-bound.
final class CarrierLine {
  /// What a message says, beside audio.
  enum Notice {
    case started(CarrierStart)
    case key(CarrierDTMF)
    case played(mark: String)
    case stopped
    case fault
  }

  /// What is to be said without audio.
  enum Word {
    case mark(String)
    case clear
    case key(CarrierDTMF)
    case hangUp
  }

  let socket: WebSocket
  let abilities: CarrierAbilities
  var onAudio: ((borrowing CarrierAudio) -> Void)?
  var onNotice: ((Notice) -> Void)?
  private var codec: any CarrierCodec
  /// A codec that reads cannot write: what is said meanwhile is said after it.
  private var isReading = false
  private var notices: [Notice] = []
  private var words: [Word] = []
  /// `nil` for a carrier that keeps the order itself.
  private var order: MediaOrder?
  /// Pieces of audio that came.
  private(set) var pieceCount = 0

  init(_ socket: WebSocket, _ codec: any CarrierCodec) {
    self.socket = socket
    self.codec = codec
    abilities = codec.abilities
    if !abilities.keepsOrder { order = MediaOrder() }
  }

  // MARK: Hearing

  func receive(_ message: borrowing WebSocketMessage) {
    guard !isReading else { return }
    isReading = true
    codec.decode(message.bytes, message.kind) { event in take(event) }
    isReading = false
    while !words.isEmpty { say(words.removeFirst()) }
    guard !notices.isEmpty else { return }
    var told = notices
    notices = []
    for notice in told { onNotice?(notice) }
    told.removeAll(keepingCapacity: true)
    // The memory, for the marks that come ten times a second.
    if notices.isEmpty { notices = told }
  }

  private func take(_ event: borrowing CarrierEvent) {
    switch copy event {
    case .audio(let audio):
      pieceCount &+= 1
      if order == nil { onAudio?(audio) } else { order?.take(audio) { onAudio?($0) } }
    case .started(let start): notices.append(.started(start))
    case .dtmf(let key): notices.append(.key(key))
    case .played(let mark): notices.append(.played(mark: mark))
    case .stopped:
      order?.flush { onAudio?($0) }
      notices.append(.stopped)
    case .fault: notices.append(.fault)
    case .connected, .cleared, .ignored: break
    }
  }

  // MARK: Speaking

  /// - Returns: what became of it; `nil` if the carrier has no message for it now.
  func send(_ audio: CarrierAudio) -> SendOutcome? {
    guard !isReading else { return nil }
    return send(abilities.hasBinaryAudio ? .binary : .text, .audio(audio))
  }

  func say(_ word: Word) {
    guard !isReading else { return words.append(word) }
    switch word {
    case .mark(let name): _ = send(.text, .mark(name))
    case .clear: _ = send(.text, .clear)
    case .key(let key): _ = send(.text, .dtmf(key))
    case .hangUp: _ = send(.text, .hangUp)
    }
  }

  private func send(_ kind: MessageKind, _ command: CarrierCommand) -> SendOutcome? {
    socket.sendIfAny(kind) { buffer in
      var message = CarrierMessage(buffer)
      return codec.encode(command, into: &message)
    }
  }

  /// Ends the stream, and the call where the carrier's application has no more to do with it.
  func close(_ code: CloseCode) {
    say(.hangUp)
    // The code is one that may be sent.
    try? socket.close(code)
  }
}
