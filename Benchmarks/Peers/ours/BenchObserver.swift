#if OBSERVED
import Glibc
import Metrics
import OpenAIRealtime
import RealtimeService

/// Watches the sessions of a run with metrics on, if the environment says so. What takes the metrics is the program's,
/// so here it takes nothing.
enum BenchObserver {
  private static let observer: RealtimeObserver? = {
    guard getenv("OBSERVED") != nil else { return nil }
    var configuration = RealtimeObserver.Configuration()
    configuration.metrics = NOOPMetricsHandler.instance
    return RealtimeObserver(configuration)
  }()

  static func observe(_ connection: OpenAIRealtimeWS) { observer?.observe(connection) }
}
#endif
