// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

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
