import Foundation
import Testing

/// The fixtures that the table of facts gives: an event as JSON, and the members it must be read as.
struct EventFixture: CustomTestStringConvertible {
  let name: String
  let json: String
  let expected: [String]

  var testDescription: String { name }

  static let all: [EventFixture] = {
    let file = URL(filePath: #filePath).appending(
      path: "../../../RealtimeEventsTests/Fixtures/server-events.txt"
    ).standardized
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "\n\n").compactMap { block in
      let lines = block.split(separator: "\n").map(String.init)
      guard lines.count >= 2 else { return nil }
      return EventFixture(
        name: String(lines[0].dropFirst(3)),
        json: lines[1],
        expected: lines.dropFirst(2).sorted()
      )
    }
  }()
}
