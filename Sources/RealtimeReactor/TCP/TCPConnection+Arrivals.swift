internal import CRealtimeUV
internal import RealtimeBuffers

extension TCPConnection {
  /// What lies in the socket that this process has not read yet.
  package enum Arrivals {
    case nothing
    case bytes
    /// The peer has ended its half, or has cut the connection: there is nothing more to come.
    case end
  }

  /// Looks into the socket without taking anything out of it and without waiting. The loop learns only by its next poll
  /// that a peer has left; ask here before you rely on a connection that has been idle.
  package var arrivals: Arrivals {
    loop.preconditionOnLoop()
    var descriptor: uv_os_fd_t = -1
    guard !isClosing, !receiving.hasEnded, unsafe uv_fileno(raw, &descriptor) == 0 else { return .end }
    var byte: UInt8 = 0
    while true {
      let count = unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
      if count > 0 { return .bytes }
      if count == 0 { return .end }
      if errno == EAGAIN || errno == EWOULDBLOCK { return .nothing }
      if errno != EINTR { return .end }
    }
  }
}
