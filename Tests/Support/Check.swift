internal import Testing

/// As `#expect`, for the steps of long walks: without optimisation, that takes longer to look at what it is given than
/// most steps take.
public func check(
  _ isRight: Bool, _ what: @autoclosure () -> String = "",
  fileID: String = #fileID, filePath: String = #filePath, line: Int = #line
) {
  guard !isRight else { return }
  let place = SourceLocation(fileID: fileID, filePath: filePath, line: line, column: 1)
  Issue.record("\(what())", sourceLocation: place)
}
