/// The names that a loop waits for, and where it has them looked up.
final class LoopNames {
  var lookups = NameLookups.ofProcess
  private var underWay: [NameTicket: NameResolution] = [:]

  func resolution(of ticket: NameTicket) -> NameResolution? { underWay[ticket] }
  func begin(_ resolution: NameResolution, with ticket: NameTicket) { underWay[ticket] = resolution }
  func end(_ ticket: NameTicket) { underWay[ticket] = nil }

  /// The loop closes.
  func failAll() {
    for resolution in underWay.values { resolution.failAsCancelled() }
  }
}

extension EventLoop {
  /// Where names are looked up.
  package var nameLookups: NameLookups {
    get { names.lookups }
    set { names.lookups = newValue }
  }
}
