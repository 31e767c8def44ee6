import CMeasurement
import Glibc
import OpenAIRealtime
import WebSocketTransport

/// This package as one client of the comparison: N sessions on one loop.
@main
enum RealtimeBench {
  static func main() throws {
    let options = parseCommandLine()
    bench_begin(options)
    let loop = try EventLoop()
    let sessions = try BenchSessions(options.pointee, on: loop)
    sessions.start()
    loop.run()
    exit(bench_report())
  }

  /// The options live as long as the process: the counting functions read them until the end.
  private static func parseCommandLine() -> UnsafeMutablePointer<bench_options> {
    let options = UnsafeMutablePointer<bench_options>.allocate(capacity: 1)
    options.initialize(to: bench_options())
    // The name is kept, not copied, so it must be a literal.
    let name: StaticString = "ours"
    name.withUTF8Buffer { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        bench_parse(CommandLine.argc, CommandLine.unsafeArgv, $0.baseAddress, options)
      }
    }
    return options
  }
}
