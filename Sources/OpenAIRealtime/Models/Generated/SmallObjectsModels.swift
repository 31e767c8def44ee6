// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// A conversation.
public struct Conversation: Sendable, Hashable {
  /// Its id.
  public var id: String?
  /// The object's name in the API.
  public var object: APIObjectName?

  public init(id: String? = nil, object: APIObjectName? = nil) {
    self.id = id
    self.object = object
  }
}

extension Conversation: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      default: break
      }
    }
  }
}

/// What the service says is wrong.
public struct ErrorDetails: Sendable, Hashable {
  /// The kind of error.
  public var type: String
  /// Its code.
  public var code: String?
  /// What happened.
  public var message: String
  /// The parameter that is wrong.
  public var param: String?
  /// The client's event that caused it.
  public var eventID: String?

  public init(
    type: String,
    code: String? = nil,
    message: String,
    param: String? = nil,
    eventID: String? = nil
  ) {
    self.type = type
    self.code = code
    self.message = message
    self.param = param
    self.eventID = eventID
  }
}

extension ErrorDetails: JSONReadable {
  static var missing: Self { Self(type: "", message: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .type: members.read(into: &type)
      case .code: members.read(into: &code)
      case .message: members.read(into: &message)
      case .param: members.read(into: &param)
      case .eventID: members.read(into: &eventID)
      default: break
      }
    }
  }
}

/// Why a transcription failed.
public struct TranscriptionError: Sendable, Hashable {
  /// The kind of error.
  public var type: String?
  /// Its code.
  public var code: String?
  /// What happened.
  public var message: String?
  /// The parameter that is wrong.
  public var param: String?

  public init(
    type: String? = nil,
    code: String? = nil,
    message: String? = nil,
    param: String? = nil
  ) {
    self.type = type
    self.code = code
    self.message = message
    self.param = param
  }
}

extension TranscriptionError: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .type: members.read(into: &type)
      case .code: members.read(into: &code)
      case .message: members.read(into: &message)
      case .param: members.read(into: &param)
      default: break
      }
    }
  }
}

/// What is left of a rate limit.
public struct RateLimit: Sendable, Hashable {
  /// What it counts.
  public var name: RateLimitName?
  /// The most there can be.
  public var limit: Int?
  /// What is left.
  public var remaining: Int?
  /// Seconds until it is full again.
  public var resetSeconds: Double?

  public init(
    name: RateLimitName? = nil,
    limit: Int? = nil,
    remaining: Int? = nil,
    resetSeconds: Double? = nil
  ) {
    self.name = name
    self.limit = limit
    self.remaining = remaining
    self.resetSeconds = resetSeconds
  }
}

extension RateLimit: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .name: members.read(into: &name)
      case .limit: members.read(into: &limit)
      case .remaining: members.read(into: &remaining)
      case .resetSeconds: members.read(into: &resetSeconds)
      default: break
      }
    }
  }
}

/// How sure the model was of a token.
public struct LogProbability: Sendable, Hashable {
  /// The token.
  public var token: String
  /// The logarithm of its probability.
  public var logprob: Double?
  /// Its UTF-8 bytes.
  public var bytes: [Int]

  public init(token: String, logprob: Double? = nil, bytes: [Int]) {
    self.token = token
    self.logprob = logprob
    self.bytes = bytes
  }
}

extension LogProbability: JSONReadable {
  static var missing: Self { Self(token: "", bytes: []) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .token: members.read(into: &token)
      case .logprob: members.read(into: &logprob)
      case .bytes: members.read(into: &bytes)
      default: break
      }
    }
  }
}

/// A language that was heard.
public struct TranscriptionLanguage: Sendable, Hashable {
  /// Its code.
  public var code: String

  public init(code: String) {
    self.code = code
  }
}

extension TranscriptionLanguage: JSONReadable {
  static var missing: Self { Self(code: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .code: members.read(into: &code)
      default: break
      }
    }
  }
}

/// Input tokens of a transcription by kind.
public struct TranscriptionTokenDetails: Sendable, Hashable {
  /// Of text.
  public var textTokens: Int?
  /// Of audio.
  public var audioTokens: Int?

  public init(textTokens: Int? = nil, audioTokens: Int? = nil) {
    self.textTokens = textTokens
    self.audioTokens = audioTokens
  }
}

extension TranscriptionTokenDetails: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .textTokens: members.read(into: &textTokens)
      case .audioTokens: members.read(into: &audioTokens)
      default: break
      }
    }
  }
}

/// A transcription billed by tokens.
public struct TranscriptionTokenUsage: Sendable, Hashable {
  /// Of the audio and the prompt.
  public var inputTokens: Int?
  /// Input by kind.
  public var inputTokenDetails: TranscriptionTokenDetails?
  /// Of the transcript.
  public var outputTokens: Int?
  /// All of them.
  public var totalTokens: Int?

  public init(
    inputTokens: Int? = nil,
    inputTokenDetails: TranscriptionTokenDetails? = nil,
    outputTokens: Int? = nil,
    totalTokens: Int? = nil
  ) {
    self.inputTokens = inputTokens
    self.inputTokenDetails = inputTokenDetails
    self.outputTokens = outputTokens
    self.totalTokens = totalTokens
  }
}

extension TranscriptionTokenUsage: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .inputTokens: members.read(into: &inputTokens)
      case .inputTokenDetails: members.read(into: &inputTokenDetails)
      case .outputTokens: members.read(into: &outputTokens)
      case .totalTokens: members.read(into: &totalTokens)
      default: break
      }
    }
  }
}

/// A transcription billed by time.
public struct TranscriptionDurationUsage: Sendable, Hashable {
  /// Seconds of audio.
  public var seconds: Double?

  public init(seconds: Double? = nil) {
    self.seconds = seconds
  }
}

extension TranscriptionDurationUsage: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .seconds: members.read(into: &seconds)
      default: break
      }
    }
  }
}

/// What a transcription took.
public enum TranscriptionUsage: Sendable, Hashable {
  /// An object of type `tokens`.
  case tokens(TranscriptionTokenUsage)
  /// An object of type `duration`.
  case duration(TranscriptionDurationUsage)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension TranscriptionUsage: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("tokens"), let value = TranscriptionTokenUsage(reading: json) {
      self = .tokens(value)
      return
    }
    if type.equals("duration"), let value = TranscriptionDurationUsage(reading: json) {
      self = .duration(value)
      return
    }
    self = .unknown(json.owned)
  }
}
