import Foundation

/// A table on a terminal that is shown again and again in the same place. Nothing is written elsewhere.
public struct TerminalTable {
  /// Rows that it has room for, beside its head and foot.
  public static let rowCount = 12

  private var shownLineCount = 0

  /// Nothing is shown yet.
  public init() {}

  /// Shows a table and a line below it in place of what was shown before. The second column is set to the left, all
  /// others to the right.
  public mutating func show(_ rows: [[String]], foot: String) { show(lines: Self.aligned(rows) + [foot]) }

  /// Takes the table away.
  public mutating func clear() { show(lines: []) }

  private mutating func show(lines: [String]) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    var text = shownLineCount > 0 ? "\u{1B}[\(shownLineCount)F\u{1B}[J" : ""
    let width = Self.width
    for line in lines { text += line.prefix(width) + "\n" }
    shownLineCount = lines.count
    try? PosixFile.write(Array(text.utf8), to: STDERR_FILENO, called: "standard error")
  }

  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = (0..<(rows.map(\.count).max() ?? 0)).map { index in rows.map { $0[index].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { index, cell in
        let space = String(repeating: " ", count: widths[index] - cell.count)
        return index == 1 ? cell + space : space + cell
      }.joined(separator: "  ")
    }
  }

  private static var width: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}
