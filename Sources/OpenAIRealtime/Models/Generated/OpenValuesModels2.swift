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
