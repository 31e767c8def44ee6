/// How far a socket has come with what it receives.
struct SocketReading {
  var isPaused = false
  /// The peer has ended its half.
  var hasReceivedEnd = false
  /// Received bytes are being worked off: a resume inside a listener does not start a second round.
  var isPumping = false
}
