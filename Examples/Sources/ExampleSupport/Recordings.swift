import Foundation

/// The recording that comes with the examples.
public enum Recordings {
  public static let question = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Recordings/question.wav").path
}
