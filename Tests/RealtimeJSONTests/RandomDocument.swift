import RealtimeTestSupport

/// Random JSON text in every form the grammar allows: white space, escapes, number forms, nesting,
/// duplicates.
enum RandomDocument {
  static func text(using random: inout SeededGenerator) -> String {
    space(&random) + container(depth: Int.random(in: 0...4, using: &random), &random) + space(&random)
  }

  private static func value(depth: Int, _ random: inout SeededGenerator) -> String {
    switch Int.random(in: 0...(depth > 0 ? 9 : 6), using: &random) {
    case 0: "null"
    case 1: "true"
    case 2: "false"
    case 3, 4: number(&random)
    case 5, 6: string(&random)
    default: container(depth: depth - 1, &random)
    }
  }

  private static func container(depth: Int, _ random: inout SeededGenerator) -> String {
    let isObject = Int.random(in: 0...2, using: &random) > 0
    let count = Int.random(in: 0...Int.random(in: 1...20, using: &random), using: &random)
    var parts: [String] = []
    for position in 0..<count {
      // Foundation and this reader may differ on which duplicate wins, so names are distinct here.
      let key = isObject ? "\"\(position)\(stringBody(&random))\"\(space(&random)):" : ""
      parts.append(space(&random) + key + space(&random) + value(depth: depth, &random) + space(&random))
    }
    let inside = count == 0 ? space(&random) : parts.joined(separator: ",")
    return isObject ? "{\(inside)}" : "[\(inside)]"
  }

  private static func number(_ random: inout SeededGenerator) -> String {
    let sign = Bool.random(using: &random) ? "-" : ""
    let whole = Bool.random(using: &random) ? "0" : String(Int.random(in: 1...99_999, using: &random))
    let fraction =
      Bool.random(using: &random) ? "" : "." + String(Int.random(in: 0...9_999_999, using: &random))
    let exponents = ["", "", "", "e5", "E-7", "e+12", "E200", "e-200"]
    return sign + whole + fraction + exponents[Int.random(in: 0..<exponents.count, using: &random)]
  }

  private static func string(_ random: inout SeededGenerator) -> String { "\"\(stringBody(&random))\"" }

  private static func stringBody(_ random: inout SeededGenerator) -> String {
    let pieces = [
      "a", "Hello, ", "é", "€", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\u00e9", "\\ud83d\\ude00",
      "{", "}", "[", "]", ",", ":",
      "0123456789012345678901234567890123456789012345678901234567890123456789", " ", "\\t", "\\b\\f\\r",
      "\u{7F}",
    ]
    let count = Int.random(in: 0...Int.random(in: 1...12, using: &random), using: &random)
    return (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
  }

  private static func space(_ random: inout SeededGenerator) -> String {
    ["", "", "", "", " ", "\n", "\t ", "\r\n  "][Int.random(in: 0..<8, using: &random)]
  }
}
