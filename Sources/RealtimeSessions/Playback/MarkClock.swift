internal import RealtimeAudio

/// Tells how much was played since the carrier's last mark.
///
/// A mark says where playing was when the carrier sent it, and that was some time ago; the carrier goes on playing, and
/// does so until the clear has reached it. Both ways together are known by how late marks come: audio that is handed
/// over when nothing plays is played from then on, so its mark would be back after as long as the audio lasts if the
/// ways took no time. The least lateness is that of the ways; what is beyond it is a carrier that stood still.
struct MarkClock: Sendable {
  /// A mark that has not come for so long means that playing stands still.
  static var longestSilence: Duration { .milliseconds(200) }
  /// Ways that take longer are taken for a carrier that stood still from the beginning.
  static var longestTrip: Duration { .milliseconds(1_000) }

  /// Since when audio plays without a pause, and since when it is known where.
  private var start: Duration = .zero
  /// Bytes that had been played by then.
  private var startByteCount = 0
  private var latest: Duration = .zero
  /// How long both ways take; `nil` before the first mark.
  private var trip: Duration?

  /// Audio was handed over when nothing was left to play.
  ///
  /// - Parameter byteCount: that had been played by then.
  mutating func begin(at time: Duration, after byteCount: Int) {
    (start, latest) = (time, time)
    startByteCount = byteCount
  }

  /// A mark came back.
  ///
  /// - Parameter byteCount: that was played when the carrier sent it.
  mutating func returnMark(at time: Duration, after byteCount: Int, _ encoding: AudioEncoding) {
    latest = time
    let length = Duration.milliseconds(encoding.milliseconds(inByteCount: byteCount - startByteCount))
    trip = min(trip ?? Self.longestTrip, max(time - start - length, .zero))
  }

  /// How much was played beyond the last mark by the time that a clear is there.
  ///
  /// - Parameter least: what that is taken for at least, as where no mark has come yet.
  func ahead(at time: Duration, least: Duration) -> Duration {
    max(least, min(max(time - latest, .zero), Self.longestSilence) + (trip ?? .zero))
  }
}
