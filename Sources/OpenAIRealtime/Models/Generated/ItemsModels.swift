// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// A part of a message; which members it has follows from `type`.
public struct ContentPart: Sendable, Hashable {
  /// The item an `item_reference` refers to.
  public var id: String?
  /// Its kind.
  public var type: ContentPartType
  /// Text, of text parts.
  public var text: String?
  /// Audio, base64, of audio parts.
  public var audio: String?
  /// What is said in the audio.
  public var transcript: String?
  /// The image as a data URL, of image parts.
  public var imageURL: String?
  /// The resolution the image is looked at with.
  public var detail: ImageDetail?
  /// Encoding of the audio, where the service says so.
  public var format: JSONValue?

  public init(
    id: String? = nil,
    type: ContentPartType,
    text: String? = nil,
    audio: String? = nil,
    transcript: String? = nil,
    imageURL: String? = nil,
    detail: ImageDetail? = nil,
    format: JSONValue? = nil
  ) {
    self.id = id
    self.type = type
    self.text = text
    self.audio = audio
    self.transcript = transcript
    self.imageURL = imageURL
    self.detail = detail
    self.format = format
  }
}

extension ContentPart: JSONReadable {
  static var missing: Self { Self(type: .missing) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .type: members.read(into: &type)
      case .text: members.read(into: &text)
      case .audio: members.read(into: &audio)
      case .transcript: members.read(into: &transcript)
      case .imageURL: members.read(into: &imageURL)
      case .detail: members.read(into: &detail)
      case .format: members.read(into: &format)
      default: break
      }
    }
  }
}

extension ContentPart: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("type", type)
    json.member("text", text)
    json.member("audio", audio)
    json.member("transcript", transcript)
    json.member("image_url", imageURL)
    json.member("detail", detail)
    json.member("format", format)
    json.endObject()
  }
}

/// A message of the system, the user or the assistant.
public struct MessageItem: Sendable, Hashable {
  /// Its id.
  public var id: String?
  /// The object's name in the API.
  public var object: APIObjectName?
  /// How far it has come.
  public var status: ItemStatus?
  /// Who speaks.
  public var role: MessageRole
  /// What is said.
  public var content: [ContentPart]

  public init(
    id: String? = nil,
    object: APIObjectName? = nil,
    status: ItemStatus? = nil,
    role: MessageRole,
    content: [ContentPart]
  ) {
    self.id = id
    self.object = object
    self.status = status
    self.role = role
    self.content = content
  }
}

extension MessageItem: JSONReadable {
  static var missing: Self { Self(role: .missing, content: []) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      case .status: members.read(into: &status)
      case .role: members.read(into: &role)
      case .content: members.read(into: &content)
      default: break
      }
    }
  }
}

extension MessageItem: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("object", object)
    json.member("type", "message")
    json.member("status", status)
    json.member("role", role)
    json.member("content", content)
    json.endObject()
  }
}

/// The model asks the client to call a function.
public struct FunctionCallItem: Sendable, Hashable {
  /// Its id.
  public var id: String?
  /// The object's name in the API.
  public var object: APIObjectName?
  /// How far it has come.
  public var status: ItemStatus?
  /// Ties a function call to its output.
  public var callID: String?
  /// The function's name.
  public var name: String
  /// Its arguments, JSON text.
  public var arguments: String

  public init(
    id: String? = nil,
    object: APIObjectName? = nil,
    status: ItemStatus? = nil,
    callID: String? = nil,
    name: String,
    arguments: String
  ) {
    self.id = id
    self.object = object
    self.status = status
    self.callID = callID
    self.name = name
    self.arguments = arguments
  }
}

extension FunctionCallItem: JSONReadable {
  static var missing: Self { Self(name: "", arguments: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      case .status: members.read(into: &status)
      case .callID: members.read(into: &callID)
      case .name: members.read(into: &name)
      case .arguments: members.read(into: &arguments)
      default: break
      }
    }
  }
}

extension FunctionCallItem: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("object", object)
    json.member("type", "function_call")
    json.member("status", status)
    json.member("call_id", callID)
    json.member("name", name)
    json.member("arguments", arguments)
    json.endObject()
  }
}

/// The client answers a function call.
public struct FunctionCallOutputItem: Sendable, Hashable {
  /// Its id.
  public var id: String?
  /// The object's name in the API.
  public var object: APIObjectName?
  /// How far it has come.
  public var status: ItemStatus?
  /// Ties a function call to its output.
  public var callID: String
  /// What the function gave, free text or JSON text.
  public var output: String

  public init(
    id: String? = nil,
    object: APIObjectName? = nil,
    status: ItemStatus? = nil,
    callID: String,
    output: String
  ) {
    self.id = id
    self.object = object
    self.status = status
    self.callID = callID
    self.output = output
  }
}

extension FunctionCallOutputItem: JSONReadable {
  static var missing: Self { Self(callID: "", output: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      case .status: members.read(into: &status)
      case .callID: members.read(into: &callID)
      case .output: members.read(into: &output)
      default: break
      }
    }
  }
}

extension FunctionCallOutputItem: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("object", object)
    json.member("type", "function_call_output")
    json.member("status", status)
    json.member("call_id", callID)
    json.member("output", output)
    json.endObject()
  }
}

/// The client allows or refuses a call to an MCP server.
public struct MCPApprovalResponseItem: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// The request that is answered.
  public var approvalRequestID: String
  /// Whether the call may be made.
  public var approve: Bool
  /// Why.
  public var reason: Field<String>

  public init(
    id: String,
    approvalRequestID: String,
    approve: Bool,
    reason: Field<String> = .absent
  ) {
    self.id = id
    self.approvalRequestID = approvalRequestID
    self.approve = approve
    self.reason = reason
  }
}

extension MCPApprovalResponseItem: JSONReadable {
  static var missing: Self { Self(id: "", approvalRequestID: "", approve: false) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .approvalRequestID: members.read(into: &approvalRequestID)
      case .approve: members.read(into: &approve)
      case .reason: members.read(into: &reason)
      default: break
      }
    }
  }
}

extension MCPApprovalResponseItem: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("type", "mcp_approval_response")
    json.member("approval_request_id", approvalRequestID)
    json.member("approve", approve)
    json.member("reason", reason)
    json.endObject()
  }
}

/// A tool that an MCP server offers.
public struct MCPListedTool: Sendable, Hashable {
  /// Its name.
  public var name: String
  /// What it does.
  public var description: Field<String>
  /// Its parameters, as a JSON Schema.
  public var inputSchema: JSONValue
  /// What the server says about it.
  public var annotations: Field<JSONValue>

  public init(
    name: String,
    description: Field<String> = .absent,
    inputSchema: JSONValue,
    annotations: Field<JSONValue> = .absent
  ) {
    self.name = name
    self.description = description
    self.inputSchema = inputSchema
    self.annotations = annotations
  }
}

extension MCPListedTool: JSONReadable {
  static var missing: Self { Self(name: "", inputSchema: .null) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .name: members.read(into: &name)
      case .description: members.read(into: &description)
      case .inputSchema: members.read(into: &inputSchema)
      case .annotations: members.read(into: &annotations)
      default: break
      }
    }
  }
}

extension MCPListedTool: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("name", name)
    json.member("description", description)
    json.member("input_schema", inputSchema)
    json.member("annotations", annotations)
    json.endObject()
  }
}
