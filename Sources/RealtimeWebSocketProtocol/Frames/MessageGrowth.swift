/// How much memory is taken for a message before its bytes have come.
///
/// What a peer announces costs it a few bytes, so memory follows what has arrived. A message of usual size gets its room
/// at once and is never moved. A large one gets a quarter of its room, a sixteenth and so on first: when it moves into all
/// of it a quarter has come, so it is never held twice, and a third of its bytes have been copied.
enum MessageGrowth {
  /// No less is taken for what is larger: one block of a loop's pool.
  static let firstRoomByteCount = 64 << 10
  /// What follows a size in the row of sizes.
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
