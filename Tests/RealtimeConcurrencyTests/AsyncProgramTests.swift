import Foundation
import Testing

@Suite struct AsyncProgramTests {
  @Test func `a program with an async main comes to its end`() async throws {
    // The tests and the program are built into one folder.
    let folder = try #require(CommandLine.arguments.first).split(
      separator: "/", omittingEmptySubsequences: false)
    let program = Process()
    program.executableURL = URL(
      fileURLWithPath: (folder.dropLast() + ["RealtimeAsyncProgram"]).joined(separator: "/"))
    let output = Pipe()
    program.standardOutput = output
    let status = try await withCheckedThrowingContinuation { continuation in
      program.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try program.run() } catch { continuation.resume(throwing: error) }
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(status == 0)
    #expect(text.hasPrefix("heard: ") && text.count > "heard: \n".count)
  }
}
