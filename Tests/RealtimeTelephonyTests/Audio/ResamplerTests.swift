import Foundation
import RealtimeTestSupport
import Testing

@testable import RealtimeTelephony

@Suite struct ResamplerTests {
  struct Rates: Sendable, CustomTestStringConvertible {
    let input: Int
    let output: Int

    var testDescription: String { "\(input) to \(output)" }

    func expectedCount(_ count: Int) -> Int { (count * output + input - 1) / input }
    func resampler(_ quality: ResamplingQuality = .telephone) -> Resampler {
      Resampler(from: input, to: output, quality: quality)
    }

    static let all = [
      (24_000, 8_000), (8_000, 24_000), (16_000, 24_000), (24_000, 16_000), (48_000, 24_000), (11_025, 24_000),
    ]
    .map { Rates(input: $0, output: $1) }
  }

  /// All that comes out of samples that go in in pieces of these sizes, the last size again and again.
  private static func resampled(_ samples: [Int16], in sizes: [Int], with resampler: Resampler) -> [Int16] {
    var output: [Int16] = []
    var (start, index) = (0, 0)
    while start < samples.count {
      let end = min(start + sizes[min(index, sizes.count - 1)], samples.count)
      let piece = Array(samples[start..<end])
      output += [Int16](capacity: resampler.outputCount(after: piece.count)) {
        resampler.resample(piece.span, into: &$0)
      }
      (start, index) = (end, index + 1)
    }
    return output + [Int16](capacity: resampler.outputCount(after: 0)) { resampler.finish(into: &$0) }
  }

  private static func sweep(rate: Int, count: Int) -> [Int16] {
    // From 50 Hz to the highest that the rate has.
    (0..<count).map { index in
      let time = Double(index) / Double(rate)
      let seconds = Double(count) / Double(rate)
      let slope = (Double(rate) / 2 - 50) / seconds
      return Int16(12_000 * sin(2 * .pi * (50 + slope * time / 2) * time))
    }
  }

  private static func tone(_ frequency: Double, rate: Int, count: Int) -> [Int16] {
    (0..<count).map { Int16(10_000 * sin(2 * .pi * frequency * Double($0) / Double(rate))) }
  }

  /// The power of a tone after it has gone through, in decibels of what it was.
  private static func gain(_ frequency: Double, _ rates: Rates, _ quality: ResamplingQuality = .telephone) -> Double {
    let samples = tone(frequency, rate: rates.input, count: rates.input)
    let output = resampled(samples, in: [480], with: rates.resampler(quality))
    let inside = output[(output.count / 10)..<(output.count * 9 / 10)]
    let power = inside.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(inside.count)
    return 10 * log10(max(power, 1e-9) / (10_000 * 10_000 / 2))
  }

  @Test(arguments: Rates.all) func `pieces of any size give what one piece gives`(rates: Rates) {
    let samples = Self.sweep(rate: rates.input, count: 9_600)
    let whole = Self.resampled(samples, in: [samples.count], with: rates.resampler())
    let resampler = rates.resampler()
    var random = SeededGenerator(seed: 5)
    var sizes = [1, 2, 3, 7, 159, 160, 161, 480, 1_023, 1_025, 4_800].map { [$0] }
    for _ in 0..<6 { sizes.append((0..<40).map { _ in Int.random(in: 1...4_800, using: &random) }) }
    // One after the other through the same, so that each begins where a `finish` has left it.
    for sizes in sizes { #expect(Self.resampled(samples, in: sizes, with: resampler) == whole, "\(sizes)") }
  }

  @Test(arguments: Rates.all) func `what comes out is as long as what went in, to the sample`(rates: Rates) {
    let resampler = rates.resampler()
    for count in [0, 1, 2, 3, 4, 5, 160, 240, 479, 480, 481, 24_000] {
      let output = Self.resampled([Int16](repeating: 100, count: count), in: [160], with: resampler)
      #expect(output.count == rates.expectedCount(count))
    }
  }

  @Test func `a third of the rate is exactly a third of the samples, and three times the rate three times`() {
    for frames in [1, 50, 500] {
      let down = Self.resampled(
        [Int16](repeating: 0, count: 480 * frames), in: [480], with: Rates(input: 24_000, output: 8_000).resampler())
      let up = Self.resampled(
        [Int16](repeating: 0, count: 160 * frames), in: [160], with: Rates(input: 8_000, output: 24_000).resampler())
      #expect(down.count == 160 * frames && up.count == 480 * frames)
    }
  }

  @Test(arguments: Rates.all) func `silence stays silence`(rates: Rates) {
    let output = Self.resampled([Int16](repeating: 0, count: 4_800), in: [160], with: rates.resampler())
    #expect(output.allSatisfy { $0 == 0 })
  }

  @Test func `what comes out lies where it lay`() {
    for rates in Rates.all {
      let samples = Self.tone(400, rate: rates.input, count: rates.input / 2)
      let output = Self.resampled(samples, in: [160], with: rates.resampler())
      let expected = Self.tone(400, rate: rates.output, count: output.count)
      let inside = (output.count / 10)..<(output.count * 9 / 10)
      #expect(inside.allSatisfy { abs(Int(output[$0]) - Int(expected[$0])) < 120 })
    }
  }

  @Test func `a reset drops what is inside`() {
    let rates = Rates(input: 24_000, output: 8_000)
    let resampler = rates.resampler()
    let loud = Self.tone(1_000, rate: 24_000, count: 4_800)
    _ = [Int16](capacity: 1_600) { resampler.resample(loud.span, into: &$0) }
    resampler.reset()
    let output = Self.resampled([Int16](repeating: 0, count: 4_800), in: [480], with: resampler)
    #expect(output.count == 1_600 && output.allSatisfy { $0 == 0 })
  }

  @Test func `full scale does not wrap around`() {
    let rates = Rates(input: 8_000, output: 24_000)
    let square = (0..<800).map { $0 / 8 % 2 == 0 ? Int16.max : Int16.min }
    let output = Self.resampled(square, in: [160], with: rates.resampler())
    // Between two loud samples of one sign none has the other sign.
    #expect((0..<800).filter { $0 % 8 == 4 }.allSatisfy { (output[3 * $0] > 20_000) == (square[$0] > 0) })
  }

  @Test func `a telephone's band passes, and what a telephone cannot have is stopped`() {
    let down = Rates(input: 24_000, output: 8_000)
    for frequency in stride(from: 100.0, through: 3_400, by: 300) {
      #expect(abs(Self.gain(frequency, down)) < 0.5, "\(frequency)")
      #expect(abs(Self.gain(frequency, Rates(input: 8_000, output: 24_000))) < 0.5, "\(frequency)")
    }
    #expect(abs(Self.gain(3_400, down, .quick) + 2.6) < 0.1)
    #expect(abs(Self.gain(3_600, down, .fine)) < 0.1)
    for frequency in stride(from: 4_600.0, through: 11_800, by: 400) {
      #expect(Self.gain(frequency, down) < -50, "\(frequency)")
    }
  }
}

extension [Int16] {
  fileprivate init(capacity: Int, _ body: (inout OutputSpan<Int16>) -> Void) {
    self.init(unsafeUninitializedCapacity: capacity) { memory, count in
      var span = OutputSpan(buffer: memory, initializedCount: 0)
      body(&span)
      count = span.finalize(for: memory)
    }
  }
}
