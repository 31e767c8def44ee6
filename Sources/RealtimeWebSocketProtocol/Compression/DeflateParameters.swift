/// What both sides agreed on.
package struct DeflateParameters: Sendable, Hashable {
  package var serverWindowBits: Int
  package var clientWindowBits: Int
  package var serverNoContextTakeover: Bool
  package var clientNoContextTakeover: Bool
  package var thresholdByteCount: Int
  package var level: Int
  package var memoryLevel: Int

  func windowBits(of sender: WebSocketMachine.Role) -> Int { sender == .client ? clientWindowBits : serverWindowBits }

  /// Whether each of its messages is compressed without regard to those before it.
  func forgetsContext(of sender: WebSocketMachine.Role) -> Bool {
    sender == .client ? clientNoContextTakeover : serverNoContextTakeover
  }
}
