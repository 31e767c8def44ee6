import RealtimeEvents
import Testing

@testable import RealtimeSessions

@Suite struct DesiredSessionTests {
  private var desired = DesiredSession(DesiredSession.settings(.realtime(RealtimeSessionParameters(instructions: "a"))))

  private func update(_ instructions: String, _ eventID: String) -> ClientEvent {
    .sessionUpdate(.realtime(RealtimeSessionParameters(instructions: instructions)), eventID: eventID)
  }

  private var instructions: String? { desired.settings["instructions"]?.string }

  private mutating func updated() throws {
    try withEvent(#"{"type":"session.updated","event_id":"e","session":{"type":"realtime"}}"#) { desired.receive($0) }
  }

  private mutating func refused(_ eventID: String) throws {
    let json =
      #"{"type":"error","event_id":"e","error":{"type":"invalid_request_error","code":"c","message":"","event_id":"ID"}}"#
    try withEvent(json.replacing("ID\"}", with: eventID + "\"}")) { desired.receive($0) }
  }

  @Test mutating func `an update is wanted until it is refused, and what was confirmed stays`() throws {
    desired.take(update("b", "1"))
    desired.take(update("c", "2"))
    try updated()
    #expect(instructions == "c")
    try refused("2")
    #expect(instructions == "b")
  }

  @Test mutating func `what no session has confirmed is given up when a new session refuses it`() throws {
    desired.take(update("b", "1"))
    desired.offer(eventID: "settings")
    #expect(instructions == "b")
    try refused("settings")
    #expect(instructions == "a")
    desired.offer(eventID: "settings")
    try refused("settings")
    #expect(instructions == "a", "what was wanted from the beginning is all there is")
  }

  @Test mutating func `what a new session confirms is no longer given up`() throws {
    desired.take(update("b", "1"))
    desired.offer(eventID: "settings")
    try updated()
    desired.offer(eventID: "settings")
    try refused("settings")
    #expect(instructions == "b")
  }

  @Test mutating func `a session that was given its settings earlier is given them again where they have changed`() {
    let given = desired.update(isMuted: false, eventID: "settings")
    #expect(desired.completion(of: given, isMuted: false, offering: []).isEmpty)
    desired.take(update("b", "1"))
    let events = desired.completion(of: given, isMuted: false, offering: [])
    #expect(events.map { $0.json["session"]?["instructions"]?.string } == ["b"])
  }

  @Test mutating func `a muted session is let speak, and the answer to that confirms nothing else`() throws {
    let given = desired.update(isMuted: true, eventID: "settings")
    let events = desired.completion(of: given, isMuted: true, offering: [])
    #expect(events.count == 1)
    #expect(events.first?.json["session"]?["audio"]?["input"]?["turn_detection"]?["create_response"] == .bool(true))
    desired.take(update("b", "1"))
    try updated()
    try refused("1")
    #expect(instructions == "a")
  }

  @Test mutating func `a session that takes the service's own settings stays without any`() throws {
    desired = DesiredSession(.null)
    desired.offer(eventID: "settings")
    try updated()
    desired.take(update("b", "1"))
    try refused("1")
    #expect(desired.isEmpty)
    #expect(desired.completion(of: nil, isMuted: false, offering: []).isEmpty)
  }
}
