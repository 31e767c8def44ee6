/// How far a socket has come with what it receives.
struct SocketReading {
  var isPaused = false
  /// What a message has woken runs first.
  var isYielding = false
  /// No listener is to hear of what has been received.
  var isHeld: Bool { isPaused || isYielding }
  /// The peer has ended its half.
  var hasReceivedEnd = false
  /// Received bytes are being worked off: a resume inside a listener does not start a second round.
  var isPumping = false
}
