import Foundation

/// What an example says while it works.
public enum Terminal {
  /// Prints without a line end, at once.
  public static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

  public static func writeLine(_ text: String = "") { write(text + "\n") }

  /// For what is not the result: progress, where we talk to, what went wrong.
  public static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

extension Duration {
  /// Whole milliseconds, for people.
  public var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
  }
}
