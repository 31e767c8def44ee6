import RealtimeBuffers
import RealtimeEvents

/// Lends the event that this JSON is, as a connection does.
func withEvent<Result>(_ json: String, _ body: (borrowing ServerEvent) -> Result) throws -> Result {
  let reader = ServerEventReader(pool: BlockPool())
  return try reader.read(Array(json.utf8).span.bytes, body)
}
