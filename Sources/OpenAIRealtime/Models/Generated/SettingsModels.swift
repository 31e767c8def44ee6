// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// How a session shows up in the traces dashboard.
public struct TracingConfiguration: Sendable, Hashable {
  /// The workflow's name.
  public var workflowName: String?
  /// Groups traces.
  public var groupID: String?
  /// Filters traces.
  public var metadata: JSONValue?

  public init(
    workflowName: String? = nil,
    groupID: String? = nil,
    metadata: JSONValue? = nil
  ) {
    self.workflowName = workflowName
    self.groupID = groupID
    self.metadata = metadata
  }
}

extension TracingConfiguration: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .workflowName: members.read(into: &workflowName)
      case .groupID: members.read(into: &groupID)
      case .metadata: members.read(into: &metadata)
      default: break
      }
    }
  }
}

extension TracingConfiguration: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("workflow_name", workflowName)
    json.member("group_id", groupID)
    json.member("metadata", metadata)
    json.endObject()
  }
}

/// Whether the session is traced.
public enum Tracing: Sendable, Hashable {
  /// The string `auto`.
  case auto
  /// An object.
  case configured(TracingConfiguration)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension Tracing: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = json.string {
      switch value {
      case "auto": self = .auto
      default: self = .unknown(.string(value))
      }
      return
    }
    if let value = TracingConfiguration(reading: json) {
      self = .configured(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension Tracing: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .auto: "auto".write(to: &json)
    case .configured(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}

extension Field where Wrapped == Tracing {
  /// The string `auto`.
  public static var auto: Self { .value(.auto) }
  /// An object.
  public static func configured(_ value: TracingConfiguration) -> Self { .value(.configured(value)) }
}

/// Limits used when a conversation is cut.
public struct TokenLimits: Sendable, Hashable {
  /// Tokens kept after the instructions.
  public var postInstructions: Int?

  public init(postInstructions: Int? = nil) {
    self.postInstructions = postInstructions
  }
}

extension TokenLimits: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .postInstructions: members.read(into: &postInstructions)
      default: break
      }
    }
  }
}

extension TokenLimits: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("post_instructions", postInstructions)
    json.endObject()
  }
}

/// Cutting a conversation down to a share of its size.
public struct RetentionRatio: Sendable, Hashable {
  /// The share kept, 0 to 1.
  public var retentionRatio: Double
  /// Limits beside the share.
  public var tokenLimits: TokenLimits?

  public init(retentionRatio: Double, tokenLimits: TokenLimits? = nil) {
    self.retentionRatio = retentionRatio
    self.tokenLimits = tokenLimits
  }
}

extension RetentionRatio: JSONReadable {
  static var missing: Self { Self(retentionRatio: 0) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    guard Double(reading: json.value(MemberName.retentionRatio.rawValue, named: MemberName.names)) != nil
    else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .retentionRatio: members.read(into: &retentionRatio)
      case .tokenLimits: members.read(into: &tokenLimits)
      default: break
      }
    }
  }
}

extension RetentionRatio: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "retention_ratio")
    json.member("retention_ratio", retentionRatio)
    json.member("token_limits", tokenLimits)
    json.endObject()
  }
}

/// What happens when a conversation outgrows the model.
public enum Truncation: Sendable, Hashable {
  /// The string `auto`.
  case auto
  /// The string `disabled`.
  case disabled
  /// An object of type `retention_ratio`.
  case retentionRatio(RetentionRatio)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension Truncation: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = json.string {
      switch value {
      case "auto": self = .auto
      case "disabled": self = .disabled
      default: self = .unknown(.string(value))
      }
      return
    }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("retention_ratio"), let value = RetentionRatio(reading: json) {
      self = .retentionRatio(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension Truncation: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .auto: "auto".write(to: &json)
    case .disabled: "disabled".write(to: &json)
    case .retentionRatio(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}

/// How much the model thinks.
public struct Reasoning: Sendable, Hashable {
  /// The effort.
  public var effort: EffortLevel?

  public init(effort: EffortLevel? = nil) {
    self.effort = effort
  }
}

extension Reasoning: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .effort: members.read(into: &effort)
      default: break
      }
    }
  }
}

extension Reasoning: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("effort", effort)
    json.endObject()
  }
}

/// The most tokens an answer may take.
public enum TokenLimit: Sendable, Hashable {
  /// The string `inf`.
  case unlimited
  /// A number.
  case count(Int)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension TokenLimit: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = json.string {
      switch value {
      case "inf": self = .unlimited
      default: self = .unknown(.string(value))
      }
      return
    }
    if let value = json.int {
      self = .count(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension TokenLimit: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .unlimited: "inf".write(to: &json)
    case .count(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}

/// A point up to which a prompt is cached.
public struct PromptCacheBreakpoint: Sendable, Hashable {
  /// How it is set.
  public var mode: PromptCacheMode
  /// How long it is kept.
  public var ttl: PromptCacheLifetime?

  public init(mode: PromptCacheMode, ttl: PromptCacheLifetime? = nil) {
    self.mode = mode
    self.ttl = ttl
  }
}

extension PromptCacheBreakpoint: JSONReadable {
  static var missing: Self { Self(mode: .missing) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .mode: members.read(into: &mode)
      case .ttl: members.read(into: &ttl)
      default: break
      }
    }
  }
}

extension PromptCacheBreakpoint: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("mode", mode)
    json.member("ttl", ttl)
    json.endObject()
  }
}

/// Text in place of a prompt's variable.
public struct PromptText: Sendable, Hashable {
  /// The text.
  public var text: String
  /// A cache point behind it.
  public var promptCacheBreakpoint: PromptCacheBreakpoint?

  public init(text: String, promptCacheBreakpoint: PromptCacheBreakpoint? = nil) {
    self.text = text
    self.promptCacheBreakpoint = promptCacheBreakpoint
  }
}

extension PromptText: JSONReadable {
  static var missing: Self { Self(text: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
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
