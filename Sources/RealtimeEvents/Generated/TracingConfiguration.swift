// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// How a session shows up in the traces dashboard.
public struct TracingConfiguration: Sendable, Hashable {
  /// The workflow's name.
  public var workflowName: String?
  /// Groups traces.
  public var groupID: String?
  /// Filters traces.
  public var metadata: JSONValue?

  /// Made of these members; one that is left out is absent.
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
    self.init()
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
