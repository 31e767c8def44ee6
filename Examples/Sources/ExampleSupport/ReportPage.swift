/// A page that shows what a run was like: one file that needs nothing else, whoever opens it.
public struct ReportPage {
  private let title: String
  private var sections: [String] = []

  /// An empty page.
  public init(title: String) { self.title = title }

  /// Adds figures with their names.
  public mutating func add(facts: [(name: String, value: String)]) {
    let rows = facts.map { "<tr><th>\(Self.escaped($0.name))</th><td>\(Self.escaped($0.value))</td></tr>" }
    sections.append("<table class=\"facts\">\(rows.joined())</table>")
  }

  /// Adds a chart under a heading.
  public mutating func add(_ heading: String, _ chart: ReportChart) {
    sections.append("<h2>\(Self.escaped(heading))</h2>\(chart.svg)")
  }

  /// Adds a table under a heading; all cells but those of the first column are set to the right.
  public mutating func add(_ heading: String, columns: [String], rows: [[String]]) {
    let head = columns.map { "<th>\(Self.escaped($0))</th>" }.joined()
    let body = rows.map { row in "<tr>\(row.map { "<td>\(Self.escaped($0))</td>" }.joined())</tr>" }
    sections.append(
      "<h2>\(Self.escaped(heading))</h2><div class=\"scroll\"><table class=\"rows\"><thead><tr>\(head)</tr></thead>"
        + "<tbody>\(body.joined(separator: "\n"))</tbody></table></div>")
  }

  /// The page.
  public var html: String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>\(Self.escaped(title))</title>
    <style>\(Self.style)</style></head>
    <body><h1>\(Self.escaped(title))</h1>
    \(sections.joined(separator: "\n"))
    </body></html>

    """
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
  }

  private static let style = """
    :root { color-scheme: light dark; --line: #2a78d6; --rule: #8886; }
    body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
    h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid var(--rule); }
    th:first-child, td:first-child { text-align: left; } th { font-weight: 600; }
    thead th { position: sticky; top: 0; background: Canvas; }
    .scroll { max-height: 30rem; overflow: auto; }
    svg { width: 100%; height: auto; } svg text { fill: CanvasText; font-size: 12px; }
    svg .line { fill: none; stroke: var(--line); stroke-width: 2; } svg .rule { stroke: var(--rule); }
    """
}
