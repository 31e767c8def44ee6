/// How much memory is taken for a message before its bytes have come.
///
/// A peer announces a size with a few bytes, so memory follows what has arrived. A message of usual size gets its room
/// at once and is never moved. A large one gets its room in steps, each four times the one before. It is never held
/// twice, because a quarter of it has come when it moves into the last; a third of its bytes are copied.
enum MessageGrowth {
  /// The first step of a large message: one block of a loop's pool.
  static let firstRoomByteCount = 64 << 10
  /// How much larger each step is than the one before.
  static let factor = 4
  /// Less room than this is not worth a read while more is missing.
  static let smallestRoomByteCount = 16 << 10

  /// Room to have after `byteCount` bytes that have come, of a message that lacks `missing` at most.
  static func room(after byteCount: Int, missing: Int) -> Int {
    let needed = max(byteCount + min(missing, smallestRoomByteCount), firstRoomByteCount)
    var size = byteCount + missing
    while size / factor >= needed { size = (size + factor - 1) / factor }
    return size - byteCount
  }
}
