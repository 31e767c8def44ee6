// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Where a call to an MCP server failed. Other values are kept as they came.
public struct MCPErrorType: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `protocol_error`
  public static var protocolError: Self { Self(rawValue: "protocol_error") }
  /// `tool_execution_error`
  public static var toolExecutionError: Self { Self(rawValue: "tool_execution_error") }
  /// `http_error`
  public static var httpError: Self { Self(rawValue: "http_error") }
}

extension MCPErrorType: JSONReadable, JSONWritable {}

/// A service the platform connects to by itself. Other values are kept as they came.
public struct MCPConnector: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `connector_dropbox`
  public static var dropbox: Self { Self(rawValue: "connector_dropbox") }
  /// `connector_gmail`
  public static var gmail: Self { Self(rawValue: "connector_gmail") }
  /// `connector_googlecalendar`
  public static var googleCalendar: Self { Self(rawValue: "connector_googlecalendar") }
  /// `connector_googledrive`
  public static var googleDrive: Self { Self(rawValue: "connector_googledrive") }
  /// `connector_microsoftteams`
  public static var microsoftTeams: Self { Self(rawValue: "connector_microsoftteams") }
  /// `connector_outlookcalendar`
  public static var outlookCalendar: Self { Self(rawValue: "connector_outlookcalendar") }
  /// `connector_outlookemail`
  public static var outlookEmail: Self { Self(rawValue: "connector_outlookemail") }
  /// `connector_sharepoint`
  public static var sharePoint: Self { Self(rawValue: "connector_sharepoint") }
}

extension MCPConnector: JSONReadable, JSONWritable {}

/// The name that the API gives an object of a kind. Other values are kept as they came.
public struct APIObjectName: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `realtime.item`
  public static var item: Self { Self(rawValue: "realtime.item") }
  /// `realtime.session`
  public static var session: Self { Self(rawValue: "realtime.session") }
  /// `realtime.transcription_session`
  public static var transcriptionSession: Self { Self(rawValue: "realtime.transcription_session") }
  /// `realtime.response`
  public static var response: Self { Self(rawValue: "realtime.response") }
  /// `realtime.conversation`
  public static var conversation: Self { Self(rawValue: "realtime.conversation") }
}

extension APIObjectName: JSONReadable, JSONWritable {}

/// Who may call a tool. Other values are kept as they came.
public struct ToolCaller: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `direct`
  public static var direct: Self { Self(rawValue: "direct") }
  /// `programmatic`
  public static var programmatic: Self { Self(rawValue: "programmatic") }
}

extension ToolCaller: JSONReadable, JSONWritable {}

/// How a point is set up to which a prompt is cached. Other values are kept as they came.
public struct PromptCacheMode: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `explicit`
  public static var explicit: Self { Self(rawValue: "explicit") }
}

extension PromptCacheMode: JSONReadable, JSONWritable {}

/// How long a prompt stays cached up to a point. Other values are kept as they came.
public struct PromptCacheLifetime: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `30m`
  public static var thirtyMinutes: Self { Self(rawValue: "30m") }
  /// `12h`
  public static var twelveHours: Self { Self(rawValue: "12h") }
}

extension PromptCacheLifetime: JSONReadable, JSONWritable {}

/// What the life of a client key counts from. Other values are kept as they came.
public struct ExpiryAnchor: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `created_at`
  public static var createdAt: Self { Self(rawValue: "created_at") }
}

extension ExpiryAnchor: JSONReadable, JSONWritable {}

/// What a rate limit counts. Other values are kept as they came.
public struct RateLimitName: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `requests`
  public static var requests: Self { Self(rawValue: "requests") }
  /// `tokens`
  public static var tokens: Self { Self(rawValue: "tokens") }
}

extension RateLimitName: JSONReadable, JSONWritable {}
