internal import RealtimeJSON

/// How JavaScript sees a value that `JSON.parse` made, for messages that read as openai-node's do.
enum JavaScript {
  /// What stands in for a value whose conversion throws in JavaScript.
  static let unserializable = "[unserializable error value]"
  /// Arrays inside each other that are still joined. JavaScript's own limit is its stack.
  static let maximumArrayDepth = 512

  /// `Boolean(value)`.
  static func isTruthy(_ value: JSONView) -> Bool {
    switch value.kind {
    case .absent, .null: false
    case .bool: value.bool == true
    case .number: value.double != 0
    case .string: value.string?.isEmpty == false
    case .array, .object: true
    }
  }

  /// `String(value)`; `[unserializable error value]` where that throws.
  static func string(_ value: JSONView) -> String {
    var text = ""
    return append(value, to: &text, depth: 0) ? text : unserializable
  }

  /// False if the conversion throws: for an object that brings its own `toString`, since no JSON value is a function.
  private static func append(_ value: JSONView, to text: inout String, depth: Int) -> Bool {
    switch value.kind {
    case .absent: text += "undefined"
    case .null: text += "null"
    case .bool: text += value.bool == true ? "true" : "false"
    case .number: text += ECMAScriptNumber.text(of: value.double ?? .nan)
    case .string: text += value.string ?? ""
    case .object:
      guard value["toString"].isAbsent else { return false }
      text += "[object Object]"
    case .array: return appendElements(of: value, to: &text, depth: depth + 1)
    }
    return true
  }

  /// `Array.prototype.join`: commas between, nothing for null.
  private static func appendElements(of array: JSONView, to text: inout String, depth: Int) -> Bool {
    guard depth <= maximumArrayDepth else { return false }
    var elements = array.elements
    var isFirst = true
    while let element = elements.next() {
      if !isFirst { text += "," }
      isFirst = false
      guard element.isNull || append(element, to: &text, depth: depth) else { return false }
    }
    return true
  }
}
