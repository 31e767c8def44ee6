import RealtimeLocalServer

/// A service that loses the first connection with an answer under way, and finds the second session too old.
enum Faults {
  static var configuration: RealtimeLocalServer.Configuration {
    var configuration = RealtimeLocalServer.Configuration()
    configuration.plan = ConnectionPlan.inOrder([
      .serve(SessionScript().at(.afterSending("response.output_text.delta", 2), .reset)),
      .serve(SessionScript().at(.endOfTurn(), .expire)),
    ])
    return configuration
  }
}
