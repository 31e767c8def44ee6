internal import RealtimeBuffers
internal import CRealtimeUV

extension TCPConnection {
  /// How far what was written has come.
  package struct SendProgress: Equatable {
    /// Bytes that were written and the peer's system has not acknowledged: queued here, in the kernel, or under way.
    package var waitingByteCount = 0
    /// Bytes that it has. Over a Unix socket, bytes that the peer has read, less what the kernel adds to waiting ones.
    package var acknowledgedByteCount = 0
  }

  /// Costs a system call.
  package var sendProgress: SendProgress {
    var inKernel: CInt = 0
    var descriptor: uv_os_fd_t = -1
    guard !isClosing, unsafe uv_fileno(raw, &descriptor) == 0,
      unsafe ioctl(descriptor, UInt(TIOCOUTQ), &inKernel) == 0
    else { return SendProgress() }
    let queued = queuedByteCount
    let takenInFlight = sending.inFlightByteCount - (queued - outbox.readableByteCount)
    return SendProgress(
      waitingByteCount: queued + Int(inKernel),
      acknowledgedByteCount: Int(clamping: bytesSent) + takenInFlight - Int(inKernel))
  }
}
