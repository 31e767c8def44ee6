internal import RealtimeBuffers
internal import CRealtimeOpenSSL

/// What OpenSSL reads from and writes to in place of a socket: a BIO over the bytes the driver lends and over
/// the connection's outbox. Nothing is queued in between.
///
/// OpenSSL holds a pointer to it, so the engine allocates it, and frees it after the `SSL`.
@safe
struct MemoryBIO {
  /// Ciphertext lent by the driver and not yet taken by OpenSSL.
  var lent = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  /// Ciphertext kept from an earlier `feed` and not yet taken: a part of `storage`. It is read before what is lent.
  private(set) var kept = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  private var storage = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var records = RecordBoundaries()
  /// The engine owns it, and lives longer than the `SSL`.
  let outbox: Unmanaged<ByteBuffer>
  /// Whether there is a cache to put sessions into.
  var wantsSessions = false
  /// A session the peer gave us, with one reference, to be taken by the engine after the call.
  var newSession: OpaquePointer?

  init(outbox: ByteBuffer) { unsafe self.outbox = .passUnretained(outbox) }

  @inline(__always)
  var isEmpty: Bool { unsafe lent.isEmpty && kept.isEmpty }

  /// Copies what is lent to the end of what was kept before, so that the loan can end.
  mutating func keepLent() {
    let all = unsafe UnsafeMutableRawBufferPointer.allocate(byteCount: kept.count + lent.count, alignment: 1)
    unsafe all.copyMemory(from: kept)
    unsafe UnsafeMutableRawBufferPointer(rebasing: all[kept.count...]).copyMemory(from: lent)
    unsafe storage.deallocate()
    unsafe storage = all
    unsafe kept = UnsafeRawBufferPointer(all)
    unsafe lent = UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// Forgets all input and frees what was kept.
  mutating func dropInput() {
    unsafe storage.deallocate()
    unsafe storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    unsafe kept = UnsafeRawBufferPointer(start: nil, count: 0)
    unsafe lent = UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// Moves input to `target`, the oldest first, and at most to the end of a record.
  ///
  /// OpenSSL reads ahead, so that a record takes one call and not two. It moves what it has read beyond a record to the
  /// front of its buffer before it opens the next. Given all input at once, it would thus copy each byte many times.
  @inline(__always)
  fileprivate mutating func take(into target: UnsafeMutableRawBufferPointer) -> Int {
    if unsafe kept.isEmpty { return unsafe move(from: &lent, to: target, upTo: &records) }
    let count = unsafe move(from: &kept, to: target, upTo: &records)
    if unsafe kept.isEmpty {
      unsafe storage.deallocate()
      unsafe storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
      unsafe kept = UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return count
  }

  /// The method table, made once per process and never freed. Immutable after that, hence safe to share.
  nonisolated(unsafe) private static let method: OpaquePointer? = {
    guard let method = unsafe BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "lent memory") else {
      return nil
    }
    unsafe BIO_meth_set_read_ex(method, readLent)
    unsafe BIO_meth_set_write_ex(method, appendToOutbox)
    unsafe BIO_meth_set_ctrl(method, control)
    return unsafe method
  }()

  /// A BIO on `state`, which must outlive it. `nil` when OpenSSL is out of memory.
  static func makeBIO(state: UnsafeMutablePointer<MemoryBIO>) -> OpaquePointer? {
    guard let method = unsafe method, let bio = unsafe BIO_new(method) else { return nil }
    unsafe BIO_set_data(bio, state)
    unsafe BIO_set_init(bio, 1)
    return unsafe bio
  }
}

/// The same index on every OpenSSL object: `SSL_set_app_data` is a macro for exactly this.
let applicationDataIndex: Int32 = 0

private func readLent(
  bio: OpaquePointer?, destination: UnsafeMutablePointer<CChar>?, capacity: Int,
  readByteCount: UnsafeMutablePointer<Int>?
) -> Int32 {
  guard let state = unsafe BIO_get_data(bio)?.assumingMemoryBound(to: MemoryBIO.self),
    let destination = unsafe destination,
    let readByteCount = unsafe readByteCount
  else { return 0 }
  let count = unsafe state.pointee.take(into: UnsafeMutableRawBufferPointer(start: destination, count: capacity))
  unsafe readByteCount.pointee = count
  unsafe BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
  if count > 0 { return 1 }
  unsafe BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
  return 0
}

/// Moves the bytes of `source` that belong to the current record, as far as they fit, and leaves the others.
@inline(__always)
private func move(
  from source: inout UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer,
  upTo records: inout RecordBoundaries
) -> Int {
  guard let from = source.baseAddress, let to = target.baseAddress, source.count > 0 else { return 0 }
  let count = unsafe records.advance(over: source, upTo: target.count)
  // Bound: advance returns at most what both hold.
  unsafe to.copyMemory(from: from, byteCount: count)
  unsafe source = UnsafeRawBufferPointer(start: from + count, count: source.count - count)
  return count
}

private func appendToOutbox(
  bio: OpaquePointer?, source: UnsafePointer<CChar>?, byteCount: Int, written: UnsafeMutablePointer<Int>?
) -> Int32 {
  guard let state = unsafe BIO_get_data(bio)?.assumingMemoryBound(to: MemoryBIO.self) else { return 0 }
  // Bound: OpenSSL counted what it gives.
  unsafe state.pointee.outbox._withUnsafeGuaranteedRef {
    unsafe $0.append(UnsafeRawBufferPointer(start: source, count: byteCount))
  }
  unsafe BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
  unsafe written?.pointee = byteCount
  return 1
}

/// Flushing has nothing to do, and no other request is supported.
private func control(
  bio: OpaquePointer?, command: Int32, number: Int, pointer: UnsafeMutableRawPointer?
) -> Int { command == BIO_CTRL_FLUSH ? 1 : 0 }
