/// What the `fmt ` chunk of a WAVE file says.
struct WaveFormat {
  private let encoding: Int
  private let channelCount: Int
  private let sampleRate: Int
  private let bitsPerSample: Int

  /// A chunk that is too short says zeros.
  init(_ chunk: ArraySlice<UInt8>) {
    let bytes = Array(chunk)
    func number(_ offset: Int, _ byteCount: Int) -> Int { WaveFile.number(bytes, offset, byteCount) ?? 0 }
    // The extensible format names the encoding at the beginning of a longer identifier.
    encoding = number(0, 2) == 0xFFFE ? number(24, 2) : number(0, 2)
    channelCount = number(2, 2)
    sampleRate = number(4, 4)
    bitsPerSample = number(14, 2)
  }

  /// Throws what differs from what the examples send.
  func check() throws(Failure) {
    var differences: [String] = []
    if encoding != 1 { differences.append("its encoding is \(encodingName)") }
    if encoding == 1, bitsPerSample != 16 { differences.append("it has \(bitsPerSample) bits a sample") }
    if channelCount != 1 { differences.append("it has \(channelCount) channels") }
    if sampleRate != WaveFile.sampleRate { differences.append("its rate is \(sampleRate) Hz") }
    guard differences.isEmpty else {
      throw Failure(
        "\(differences.joined(separator: ", ")); 16-bit mono PCM at \(WaveFile.sampleRate) Hz is needed, "
          + "which this makes: sox IN.wav -r 24000 -b 16 -c 1 OUT.wav")
    }
  }

  private var encodingName: String {
    switch encoding {
    case 3: "floating point"
    case 6: "A-law"
    case 7: "\u{B5}-law"
    case 0x11: "ADPCM"
    case 0x55: "MP3"
    default: "number \(encoding), not PCM"
    }
  }
}
