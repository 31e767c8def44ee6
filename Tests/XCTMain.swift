import Testing

/// Runs the suites. SwiftPM would write such a file itself, from an index of all sources, which takes a fifth of a build's
/// time to make and finds nothing here: no suite is an XCTest.
@main struct Runner {
  static func main() async { await Testing.__swiftPMEntryPoint() as Never }
}
