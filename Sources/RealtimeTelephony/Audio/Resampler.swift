internal import CRealtimeSpeexDSP

/// Changes the rate of one stream of 16-bit samples, piece by piece, with the filter's state kept from one to the next:
/// a piece by itself would click at both ends.
///
/// What comes out lies where it lay in what went in, without the filter's delay. The last of it comes when the end is
/// said: for `n` samples that is `n` times the ratio of the rates, rounded up. Loop-bound. Nothing is allocated after
/// `init`.
@safe
final class Resampler {
  // Bound: one channel, and the counts of the spans, which the library stays within.
  private let state: OpaquePointer
  private let inputRate: Int
  private let outputRate: Int
  /// Samples that have gone in and come out since the beginning of the stream.
  private var inputCount = 0
  private var outputCount = 0

  /// - Parameters:
  ///   - inputRate: Samples in a second of what goes in, from 8 000 to 48 000.
  ///   - outputRate: The same of what comes out.
  init(from inputRate: Int, to outputRate: Int, quality: ResamplingQuality = .telephone) {
    self.inputRate = inputRate
    self.outputRate = outputRate
    let made = unsafe speex_resampler_init(1, UInt32(inputRate), UInt32(outputRate), quality.level, nil)
    guard let made = unsafe made else { preconditionFailure("out of memory") }
    unsafe state = made
    unsafe speex_resampler_skip_zeros(state)
  }

  deinit { unsafe speex_resampler_destroy(state) }

  /// The most samples that `count` more can bring out, those that are still inside among them.
  func outputCount(after count: Int) -> Int { expectedCount(after: count) - outputCount }

  /// Takes samples, and appends what they bring out.
  ///
  /// - Precondition: `output` has room for `outputCount(after:)`.
  func resample(_ samples: Span<Int16>, into output: inout OutputSpan<Int16>) {
    inputCount += samples.count
    unsafe samples.withUnsafeBufferPointer { unsafe push($0, into: &output) }
  }

  /// Appends what is still inside, as the end of what went in, and begins a stream anew.
  ///
  /// - Precondition: `output` has room for `outputCount(after: 0)`.
  func finish(into output: inout OutputSpan<Int16>) {
    let silence = InlineArray<64, Int16>(repeating: 0)
    while outputCount < expectedCount(after: 0) {
      unsafe silence.span.withUnsafeBufferPointer { unsafe push($0, into: &output) }
    }
    reset()
  }

  /// Drops what is inside, and begins a stream anew.
  func reset() {
    unsafe speex_resampler_reset_mem(state)
    unsafe speex_resampler_skip_zeros(state)
    inputCount = 0
    outputCount = 0
  }

  private func expectedCount(after count: Int) -> Int {
    ((inputCount + count) * outputRate + inputRate - 1) / inputRate
  }

  /// The library takes as much as there is room for what it brings out, and no sample comes out that was not expected.
  private func push(_ samples: UnsafeBufferPointer<Int16>, into output: inout OutputSpan<Int16>) {
    var rest = unsafe samples[...]
    let expected = expectedCount(after: 0)
    while unsafe !rest.isEmpty, outputCount < expected {
      let taken = unsafe output.withUnsafeMutableBufferPointer { memory, count in
        var taken = unsafe UInt32(rest.count)
        let room = min(memory.count - count, expected - outputCount)
        precondition(room > 0, "no room for what comes out")
        var made = UInt32(room)
        let target = unsafe memory.baseAddress.map { unsafe $0 + count }
        unsafe speex_resampler_process_int(
          state, 0, UnsafeBufferPointer(rebasing: rest).baseAddress, &taken, target, &made)
        outputCount += Int(made)
        count += Int(made)
        return Int(taken)
      }
      unsafe rest = rest.dropFirst(taken)
    }
  }
}

@available(*, unavailable, message: "a resampler belongs to the loop of its call")
extension Resampler: Sendable {}
