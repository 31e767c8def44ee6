internal import CRealtimeKernels

/// Bounds of the JSON reader, by name.
public enum JSONLimits {
  /// Containers that may be open at once, unless the caller says less: 131 072, which is also the most.
  ///
  /// ECMAScript's `JSON.parse` takes 100 000 and more. Depth costs the reader one bit a level and no recursion.
  public static let maximumDepth = Int(RT_JSON_DEPTH_CEILING)
}
