import Foundation

/// Type-checks blocks of the documentation against the modules that these tests were built with.
struct BlockCompiler {
  static let imports =
    [
      "OpenAIRealtime", "RealtimeAudio", "RealtimeLocalServer", "RealtimeReactor", "RealtimeSessions",
      "RealtimeTelephony", "WebSocketTransport",
    ] + service

  /// What needs the trait of the package, and the blocks that show it.
  #if Service
  static let service = ["RealtimeService", "Logging", "Metrics", "ServiceLifecycle", "Tracing", "UnixSignals"]
  #else
  static let service: [String] = []
  #endif
  static let serviceFolder = "Sources/RealtimeService/"

  /// Where the files go, which must be empty.
  let folder: URL

  /// The compiler's errors, empty if all is right. Blocks that do not stand alone are compiled together, because
  /// loading the modules takes most of the time.
  func errors(in blocks: [SwiftBlock]) throws -> String {
    var errors = ""
    var together = [RepositoryFiles.root.appendingPathComponent("Tests/Documentation/Surroundings.swift")]
    for (number, block) in blocks.enumerated() {
      switch block.kind {
      case .manifest:
        errors += try compile([write(block.code, at: block, "\(number)")], manifestFlags)
      case .program:
        let mode = block.code.contains("@main") ? ["-parse-as-library"] : []
        errors += try compile(
          [write(block.code, at: block, "\(number)")], moduleFlags + mode + ["-warnings-as-errors"])
      case .declarations:
        together.append(try write(block.code, at: block, "\(number)", imports: imports))
      case .statements:
        let effects = block.code.contains("await ") ? "async throws" : "throws"
        together.append(
          try write(
            block.code, at: block, "\(number)", imports: imports + "func block\(number)() \(effects) {\n",
            end: "}\n"))
      }
    }
    return errors + (together.count > 1 ? try compile(together, moduleFlags + ["-parse-as-library"]) : "")
  }

  private var imports: String { Self.imports.map { "import \($0)\n" }.joined() }

  /// Errors name the line in the documentation.
  private func write(
    _ code: String, at block: SwiftBlock, _ name: String, imports: String = "", end: String = ""
  ) throws -> URL {
    let file = folder.appendingPathComponent("block\(name).swift")
    let position = "#sourceLocation(file: \"\(block.path)\", line: \(block.line))\n"
    try "\(imports)\(position)\(code)\n#sourceLocation()\n\(end)"
      .write(to: file, atomically: true, encoding: .utf8)
    return file
  }

  /// As strict as a user's package can be.
  private var moduleFlags: [String] {
    let features = ["MemberImportVisibility", "InternalImportsByDefault", "ExistentialAny"]
    let maps =
      ["CRealtimeUV", "CRealtimeOpenSSL", "CRealtimeZlib", "CRealtimeSpeexDSP"]
      .map { RepositoryFiles.root.appendingPathComponent("Sources/\($0)/module.modulemap").path }
      + ["CRealtimeKernels", "CRealtimeOpenSSLStart"]
      .map { Self.products.appendingPathComponent("\($0).build/module.modulemap").path }
    return ["-swift-version", "6", "-I", Self.products.appendingPathComponent("Modules").path]
      + features.flatMap { ["-enable-upcoming-feature", $0] }
      + maps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
  }

  private var manifestFlags: [String] {
    [
      "-swift-version", "6", "-I", Self.toolchain.path + "/lib/swift/pm/ManifestAPI",
      "-package-description-version", "6.3",
    ]
  }

  /// Beside the program that runs these tests.
  private static let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  private static let toolchain =
    ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
    .map { URL(fileURLWithPath: "\($0)/swiftc").resolvingSymlinksInPath() }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    .map { $0.deletingLastPathComponent().deletingLastPathComponent() } ?? URL(fileURLWithPath: "/usr")

  private func compile(_ files: [URL], _ flags: [String]) throws -> String {
    let output = Pipe()
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = ["swiftc", "-typecheck"] + flags + files.map(\.path)
    compiler.standardOutput = output
    compiler.standardError = output
    try compiler.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    compiler.waitUntilExit()
    return compiler.terminationStatus == 0 ? "" : text
  }
}
