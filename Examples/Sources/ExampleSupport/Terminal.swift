import Foundation

/// What an example says while it works: results on standard output, everything else on standard error.
public enum Terminal {
  /// Prints a part of the result, at once.
  ///
  /// Where it cannot be written (a closed pipe, a full disk) nothing is left to do: the example says why and ends.
  public static func write(_ text: String) {
    do throws(Failure) {
      try PosixFile.write(Array(text.utf8), to: STDOUT_FILENO, called: "standard output")
    } catch {
      note("error: \(error)")
      // Other threads may be at work: nothing that they use is torn down.
      _exit(EXIT_FAILURE)
    }
  }

  /// Prints a line of the result.
  public static func writeLine(_ text: String = "") { write(text + "\n") }

  /// Says where we talk to and what went wrong. Where that cannot be written, nobody wants to know.
  public static func note(_ text: String) {
    try? PosixFile.write(Array("\(text)\n".utf8), to: STDERR_FILENO, called: "standard error")
  }

  /// Shows how far the work is in place of what was shown before. Only a terminal can do that: nothing is written
  /// elsewhere.
  public static func showProgress(_ text: String) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    try? PosixFile.write(Array("\r\(text)\u{1B}[K".utf8), to: STDERR_FILENO, called: "standard error")
  }

  /// Leaves the line that shows the progress.
  public static func endProgress() {
    if isatty(STDERR_FILENO) == 1 { note("") }
  }

  /// Asks for a line, where somebody is there to type it.
  public static func prompt(_ text: String) {
    guard isatty(STDIN_FILENO) == 1 else { return }
    try? PosixFile.write(Array(text.utf8), to: STDERR_FILENO, called: "standard error")
  }
}

extension Duration {
  /// Whole milliseconds, for people.
  public var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
  }
}
