/// What both sides agreed on.
package struct DeflateParameters: Sendable, Hashable {
  package var serverWindowBits: Int
  package var clientWindowBits: Int
  package var serverNoContextTakeover: Bool
  package var clientNoContextTakeover: Bool
  package var thresholdByteCount: Int
  package var level: Int
  package var memoryLevel: Int
}
