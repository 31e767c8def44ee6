/// What a carrier is to be told. Borrows the audio.
public enum CarrierCommand: ~Escapable {
  /// To play audio, in the stream's output format, after what was sent before it.
  case audio(CarrierAudio)
  /// To return a mark of this name when what was sent before it has been played.
  case mark(String)
  /// To drop what waits to be played.
  case clear
  /// To play a key to the caller.
  case dtmf(CarrierDTMF)
  /// To end the call.
  case hangUp
}
