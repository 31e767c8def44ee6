/// What is measured of a turn.
public enum LatencyMeasure: Sendable, Hashable, CaseIterable {
  /// From `input_audio_buffer.speech_stopped` to the first audio of the answer, as seen on this side. A turn whose
  /// first response only calls a tool ends with the audio of a later one.
  case speechEndToFirstAudio
  /// The same from when the user really fell silent, which is what a caller feels: turn detection by sound level waits
  /// for `silence_duration_ms` until it says that speech stopped. Not measured with semantic detection, which does not
  /// say how long it waits.
  case silenceToFirstAudio
  /// From `response.created` to the first audio.
  case createdToFirstAudio
  /// From `response.created` to `response.done`.
  case createdToDone
  /// From the first audio of a response on this side to the user's ear, as far as that is known.
  case firstAudioToHeard
  /// From `input_audio_buffer.speech_started` until playback was cleared.
  case speechStartToClear
}
