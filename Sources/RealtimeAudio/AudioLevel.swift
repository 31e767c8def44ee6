/// How loud a stretch of audio is: the samples that it was given, as a mean and as a peak.
public struct AudioLevel: Sendable, Hashable {
  /// How many samples the level is of.
  public private(set) var sampleCount = 0
  /// The largest distance from zero, from 0 to 32 768.
  public private(set) var peak = 0
  /// The sum of the squares. 64 bits hold the loudest samples of four hundred days.
  private var squares: UInt64 = 0

  /// The level of nothing yet.
  public init() {}

  /// Adds one linear sample.
  public mutating func add(_ sample: Int16) {
    let magnitude = Int(sample.magnitude)
    sampleCount += 1
    peak = max(peak, magnitude)
    squares &+= UInt64(magnitude * magnitude)
  }

  /// Adds linear samples.
  public mutating func add(_ samples: Span<Int16>) {
    for index in samples.indices { add(samples[index]) }
  }

  /// The mean of the squared samples: their power, 0 without any.
  public var meanSquare: Double { sampleCount == 0 ? 0 : Double(squares) / Double(sampleCount) }
}
