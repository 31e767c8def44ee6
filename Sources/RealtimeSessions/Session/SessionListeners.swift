/// Who wants to know what of a session, beside its events.
struct SessionListeners {
  var state: [(RealtimeSession.State) -> Void] = []
  var restored: [(RealtimeSession.RestoredReport) -> Void] = []
  var close: [(RealtimeSession.CloseReport) -> Void] = []
  var drain: [() -> Void] = []
  var transcript: [(Transcripts.Change) -> Void] = []
  var usage: [(UsageLedger.Effect) -> Void] = []
  var latency: [(LatencyValue) -> Void] = []
  var clearPlayback: [() -> Void] = []
  var approval: [(MCPApprovals.Effect) -> Void] = []
}
