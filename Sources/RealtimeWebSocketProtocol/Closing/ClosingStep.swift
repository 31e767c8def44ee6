/// What the shell should do with the transport now.
package enum ClosingStep: Sendable, Hashable {
  /// Nothing: the connection is open, or output is still to be written.
  case none
  /// The last output was flushed: send FIN, go on discarding what comes, and ask again at this time.
  case shutDown(until: Duration)
  /// Wait for the peer until this time, then ask again.
  case waitForPeer(until: Duration)
  /// Both sides are done, or time is up: close the transport.
  case closeTransport
}
