#if Service
internal import RealtimeSessions

/// What is measured in time.
enum ObservedDuration: Hashable, CaseIterable {
  /// From the end of speech to the first audio of the answer.
  case firstAudio
  /// From `response.created` to its first audio.
  case responseFirstAudio
  /// From the beginning of speech until playback was cleared.
  case interruption
  /// From the request of a permit to dial until it was there, where it was not at once.
  case dialWait
  /// From the permit to the open connection.
  case opening
  /// How late the loop gets to a timer.
  case loopLag

  /// `nil` for what no metric tells.
  init?(_ measure: LatencyMeasure) {
    switch measure {
    case .speechEndToFirstAudio: self = .firstAudio
    case .createdToFirstAudio: self = .responseFirstAudio
    case .speechStartToClear: self = .interruption
    case .silenceToFirstAudio, .createdToDone, .firstAudioToHeard: return nil
    }
  }
}
#endif
