#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The environment of this process: nothing else in the library reads it.
package enum EnvironmentVariable {
  /// The variable's text as it is, `nil` where there is none.
  package static func value(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
