internal import RealtimeAudio
internal import RealtimeBuffers
internal import RealtimeJSON

/// Makes one stream of audio in another format of it, piece by piece.
///
/// Between two names of one format it passes each piece on where it is, base64 as base64. Otherwise it decodes, changes
/// the rate where the rates differ, and encodes, in memory that it gives back after each piece. Loop-bound.
final class AudioConverter {
  /// Samples that are converted at a time.
  private static let stepCount = 960

  private let input: CarrierFormat
  private let output: CarrierFormat
  private let resampler: Resampler?
  /// What is decoded and not converted yet: half a sample at most, between two pieces.
  private let decoded: ByteBuffer
  /// A step's samples, before and after their rate is changed.
  private let samples: ByteBuffer
  private let resampled: ByteBuffer
  private let encoded: ByteBuffer

  /// - Parameter pool: The loop's, from which the memory for pieces comes.
  init(
    from input: CarrierFormat, to output: CarrierFormat, quality: ResamplingQuality = .telephone, pool: BlockPool
  ) {
    self.input = input
    self.output = output
    resampler =
      input.sampleRate == output.sampleRate
      ? nil : Resampler(from: input.sampleRate, to: output.sampleRate, quality: quality)
    decoded = ByteBuffer(pool: pool)
    samples = ByteBuffer(pool: pool)
    resampled = ByteBuffer(pool: pool)
    encoded = ByteBuffer(pool: pool)
  }

  /// Whether pieces are passed on as they are.
  var isTransparent: Bool { input == output }

  /// Takes a piece, and passes on what it becomes: nothing where all of it stays inside for now.
  ///
  /// - Returns: `false` for base64 that is none; nothing was taken then.
  func convert(_ audio: borrowing CarrierAudio, _ pass: (borrowing CarrierAudio) -> Void) -> Bool {
    if isTransparent {
      pass(audio)
      return true
    }
    guard take(audio) else { return false }
    convertSamples()
    passEncoded(position: audio.position, number: audio.number, pass)
    return true
  }

  /// Passes on what is still inside, at the end of an item, and begins anew. Half a sample is dropped.
  func finish(_ pass: (borrowing CarrierAudio) -> Void) {
    if let resampler {
      resampled.appendSamples(resampler.outputCount(after: 0)) { resampler.finish(into: &$0) }
      encode(resampled)
    }
    reset()
    passEncoded(position: nil, number: nil, pass)
  }

  /// Drops what is inside, at a clear.
  func reset() {
    resampler?.reset()
    decoded.empty()
  }

  // MARK: Private helpers

  private func take(_ audio: borrowing CarrierAudio) -> Bool {
    let bytes = audio.bytes
    guard audio.isBase64 else {
      decoded.append(bytes)
      return true
    }
    let memory = unsafe decoded.prepare(minimumByteCount: Base64.decodedByteCount(forEncoded: bytes.byteCount))
    guard let byteCount = try? unsafe Base64.decode(bytes, into: memory) else { return false }
    decoded.commit(byteCount)
    return true
  }

  private func convertSamples() {
    while decoded.readableByteCount >= input.bytesPerSample {
      let count = min(decoded.readableByteCount / input.bytesPerSample, Self.stepCount)
      decoded.withReadableBytes { decode($0.extracting(first: count * input.bytesPerSample), count) }
      decoded.consume(count * input.bytesPerSample)
      if let resampler {
        let room = resampler.outputCount(after: count)
        resampled.appendSamples(room) { output in samples.withSamples { resampler.resample($0, into: &output) } }
        samples.empty()
        encode(resampled)
      } else {
        encode(samples)
      }
    }
    decoded.releaseIfEmpty()
  }

  private func decode(_ bytes: RawSpan, _ count: Int) {
    samples.appendSamples(count) { input.coding.decode(bytes, into: &$0) }
    if input.encoding == .linear16BigEndian { samples.swapBytesOfSamples() }
  }

  private func encode(_ linear: ByteBuffer) {
    if output.encoding == .linear16BigEndian { linear.swapBytesOfSamples() }
    linear.withSamples { samples in
      let room = samples.count * output.bytesPerSample
      let memory = unsafe encoded.prepare(minimumByteCount: room).assumingMemoryBound(to: UInt8.self)
      var bytes = unsafe OutputSpan(buffer: memory, initializedCount: 0)
      output.coding.encode(samples, into: &bytes)
      unsafe encoded.commit(bytes.finalize(for: memory))
    }
    linear.empty()
  }

  private func passEncoded(position: Int?, number: Int?, _ pass: (borrowing CarrierAudio) -> Void) {
    guard !encoded.isEmpty else { return }
    encoded.withReadableBytes { pass(CarrierAudio(bytes: $0, position: position, number: number)) }
    encoded.empty()
  }
}

@available(*, unavailable, message: "a converter belongs to the loop of its call")
extension AudioConverter: Sendable {}

extension CarrierFormat {
  /// How samples are read and written, but for the order of their bytes and for their rate.
  fileprivate var coding: AudioEncoding {
    switch encoding {
    case .muLaw: .g711MuLaw
    case .aLaw: .g711ALaw
    case .linear16, .linear16BigEndian: .pcm16
    }
  }
}

extension ByteBuffer {
  /// Lends the readable bytes as samples.
  fileprivate func withSamples(_ body: (Span<Int16>) -> Void) {
    // Bound: the samples that `appendSamples` has written, at the front of a block.
    unsafe body(Span(_unsafeElements: readable.assumingMemoryBound(to: Int16.self)))
  }

  fileprivate func appendSamples(_ count: Int, _ body: (inout OutputSpan<Int16>) -> Void) {
    let memory = unsafe prepare(minimumByteCount: 2 * count).assumingMemoryBound(to: Int16.self)
    var samples = unsafe OutputSpan(buffer: memory, initializedCount: 0)
    body(&samples)
    unsafe commit(2 * samples.finalize(for: memory))
  }

  fileprivate func swapBytesOfSamples() {
    let samples = unsafe mutableReadable.assumingMemoryBound(to: Int16.self)
    for index in samples.indices { unsafe samples[index] = samples[index].byteSwapped }
  }

  fileprivate func empty() {
    consume(readableByteCount)
    releaseIfEmpty()
  }
}
