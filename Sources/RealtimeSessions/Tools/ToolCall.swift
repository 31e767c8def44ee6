public import RealtimeEvents

/// The model's wish to have a function called.
public struct ToolCall: Sendable, Hashable {
  /// The service's id of the call, the same for its output.
  public let callID: String
  /// The function's name.
  public let name: String
  /// Its arguments: an object, empty where the model gave none. Whether they fit the function's parameters is not
  /// checked.
  public let arguments: JSONValue
  /// The response that calls it.
  public let responseID: String

  /// For tests of a function.
  public init(callID: String, name: String, arguments: JSONValue, responseID: String) {
    self.callID = callID
    self.name = name
    self.arguments = arguments
    self.responseID = responseID
  }
}
