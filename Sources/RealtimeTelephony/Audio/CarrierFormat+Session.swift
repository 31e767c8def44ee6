public import RealtimeAudio

extension CarrierFormat {
  /// The format of an encoding of the Realtime API.
  public init(_ encoding: AudioEncoding) {
    switch encoding {
    case .pcm16: self.init(.linear16, sampleRate: encoding.sampleRate)
    case .g711MuLaw: self = .muLaw
    case .g711ALaw: self = .aLaw
    }
  }

  /// The encoding for a session whose audio has to become this, or is made of it, with the least conversion: none for
  /// G.711 and for linear audio at 24 kHz. Linear audio at 8 kHz becomes µ-law, which has the same rate. Every other
  /// rate has to be changed.
  public var sessionEncoding: AudioEncoding {
    switch encoding {
    case .muLaw: .g711MuLaw
    case .aLaw: .g711ALaw
    case .linear16, .linear16BigEndian: sampleRate == AudioEncoding.g711MuLaw.sampleRate ? .g711MuLaw : .pcm16
    }
  }
}
