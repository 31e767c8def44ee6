/// How much of a long walk a build takes.
///
/// An optimised build takes all of it. Without optimisation a step takes ten times as long and more, and a tenth of the
/// steps finds what only such a build shows.
public enum LongWalk {
  #if DEBUG
  private static let share = 10
  // A prime: in one walk or another, each place of a repeating pattern is met.
  private static let distance = 7
  #else
  private static let share = 1
  private static let distance = 1
  #endif

  /// The steps that this build takes of so many.
  public static func steps(_ whole: Int) -> Int { (whole + share - 1) / share }

  /// The places that this build looks at, from 0 to the last.
  public static func places(through last: Int) -> StrideThrough<Int> { stride(from: 0, through: last, by: distance) }
}
