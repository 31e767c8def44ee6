// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Text in place of a prompt's variable.
public struct PromptText: Sendable, Hashable {
  /// The text.
  public var text: String
  /// A cache point after it.
  public var promptCacheBreakpoint: PromptCacheBreakpoint?

  /// Made of these members; one that is left out is absent.
  public init(text: String, promptCacheBreakpoint: PromptCacheBreakpoint? = nil) {
    self.text = text
    self.promptCacheBreakpoint = promptCacheBreakpoint
  }
}

extension PromptText: JSONReadable {
  static var missing: Self { Self(text: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(text: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .text: members.read(into: &text)
      case .promptCacheBreakpoint: members.read(into: &promptCacheBreakpoint)
      default: break
      }
    }
  }
}

extension PromptText: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "input_text")
    json.member("text", text)
    json.member("prompt_cache_breakpoint", promptCacheBreakpoint)
    json.endObject()
  }
}
