/// How far a socket has come with what it receives.
struct SocketReading {
  var isPaused = false {
    didSet { isHeld = isPaused || isYielding }
  }
  /// What a message has woken runs first.
  var isYielding = false {
    didSet { isHeld = isPaused || isYielding }
  }
  /// No listener is to hear of what has been received.
  private(set) var isHeld = false
  /// The peer has ended its half.
  var hasReceivedEnd = false
  /// Received bytes are being worked off: a resume inside a listener does not start a second round.
  var isPumping = false
}
