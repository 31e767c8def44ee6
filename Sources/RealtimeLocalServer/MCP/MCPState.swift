import RealtimeJSON

/// What a session knows of its MCP servers: whose tools are listed, and which calls wait for approval.
struct MCPState {
  private struct Listing {
    var settings: MCPSettings
    var tools: [MCPServerTool]
  }

  /// What a response goes on with once its request has been approved: the call that was asked about, and what follows.
  struct Waiting {
    var requestID: String
    var items: [Reply.Item]
    var outcome: Reply.Outcome
    var options: ResponseOptions
  }

  private let maximumWaitingCount: Int
  private var listings: [JSONName: Listing] = [:]
  private var waiting: [JSONName: Waiting] = [:]
  private var approved: ArraySlice<Waiting> = []

  init(maximumWaitingCount: Int) { self.maximumWaitingCount = maximumWaitingCount }

  /// Whether the server is new or has other settings than before, so that its tools have to be listed.
  func needsListing(_ settings: MCPSettings) -> Bool { listings[JSONName(settings.server.label)]?.settings != settings }

  mutating func list(_ tools: [MCPServerTool], of settings: MCPSettings) {
    listings[JSONName(settings.server.label)] = Listing(settings: settings, tools: tools)
  }

  func tools(of settings: MCPSettings) -> [MCPServerTool] { listings[JSONName(settings.server.label)]?.tools ?? [] }

  // MARK: Approval

  /// Keeps what waits for an approval. Beyond the limit it is forgotten, and approving it does nothing.
  mutating func wait(_ waiting: Waiting) {
    guard self.waiting.count < maximumWaitingCount else { return }
    self.waiting[JSONName(waiting.requestID)] = waiting
  }

  /// Takes the client's decision. What it allows is the next of ``nextApproved()``.
  mutating func answer(_ requestID: String, isApproved: Bool) {
    guard let answered = waiting.removeValue(forKey: JSONName(requestID)), isApproved else { return }
    approved.append(answered)
  }

  mutating func nextApproved() -> Waiting? { approved.popFirst() }
}
