/// Whether a connection reads, and where what it reads lands.
///
/// A value: what the connection wants and what libuv says go in, and what libuv is to be asked comes out.
///
/// libuv asks for memory and then reads, and survives neither a stop nor a close in between. What the owner wants while
/// it is asked for memory is therefore put off until after that read, which is given no memory then.
struct TCPReceiving {
  private enum Flow {
    case stopped
    case reading
    /// The peer has ended its half.
    case ended
  }

  private enum Lending {
    case none
    case underWay
    /// A stop was put off.
    case stopping
    /// A close was put off.
    case closing(LoopHandle.ClosingStyle)
  }

  /// What was put off while the owner was asked for memory.
  enum PutOff: Equatable {
    case nothing
    case stop
    case close(LoopHandle.ClosingStyle)
  }

  private var flow = Flow.stopped
  private var lending = Lending.none
  private(set) var isPaused = false
  /// Whether the owner is asked for memory before each read.
  var asksOwner = true
  /// Whether the memory of the read under way is the owner's.
  private(set) var isIntoOwnerMemory = false
  /// Bytes received so far.
  private(set) var byteCount: UInt64 = 0
  private var tick: UInt64 = 0
  private var byteCountInTick = 0

  var hasEnded: Bool { flow == .ended }

  // MARK: Reading and not

  /// - Returns: whether this is news.
  mutating func pause() -> Bool {
    defer { isPaused = true }
    return !isPaused
  }

  /// - Returns: whether this is news.
  mutating func resume() -> Bool {
    defer { isPaused = false }
    return isPaused
  }

  /// Takes back a stop that was put off.
  ///
  /// - Returns: whether libuv is to be asked to read; `didStart` follows.
  mutating func start() -> Bool {
    if case .stopping = lending { lending = .underWay }
    return flow == .stopped && !isPaused
  }

  mutating func didStart() { flow = .reading }

  /// - Returns: whether libuv is to stop reading now.
  mutating func stop() -> Bool {
    guard flow == .reading else { return false }
    switch lending {
    case .none:
      flow = .stopped
      return true
    case .underWay: lending = .stopping
    case .stopping, .closing: break
    }
    return false
  }

  /// The peer has ended its half.
  ///
  /// - Returns: whether libuv is to stop reading.
  mutating func end() -> Bool {
    defer { flow = .ended }
    return stop()
  }

  /// - Returns: whether the connection may close now; else `takePutOff` says when.
  mutating func close(_ style: LoopHandle.ClosingStyle) -> Bool {
    switch lending {
    case .none:
      if flow == .reading { flow = .stopped }
      return true
    case .underWay, .stopping: lending = .closing(style)
    case .closing: break
    }
    return false
  }

  // MARK: A read

  mutating func readIntoSharedMemory() { isIntoOwnerMemory = false }
  mutating func beginLending() { lending = .underWay }

  /// The owner has been asked for memory.
  ///
  /// - Returns: whether libuv may read; else what it reports next ends what was put off.
  mutating func endLending(byOwner: Bool) -> Bool {
    isIntoOwnerMemory = byOwner
    guard case .underWay = lending else { return false }
    lending = .none
    return true
  }

  mutating func takePutOff() -> PutOff {
    defer { lending = .none }
    switch lending {
    case .none, .underWay: return .nothing
    case .stopping: return .stop
    case .closing(let style): return .close(style)
    }
  }

  @inline(__always)
  mutating func count(_ count: Int) { byteCount &+= UInt64(count) }

  /// libuv reads up to 32 times in a row. This bounds it by bytes.
  ///
  /// - Returns: whether the connection has had its share of `tick`.
  mutating func hasHadShare(_ count: Int, of limit: Int, in tick: UInt64) -> Bool {
    if self.tick != tick {
      self.tick = tick
      byteCountInTick = 0
    }
    byteCountInTick += count
    return byteCountInTick >= limit && flow == .reading
  }
}
