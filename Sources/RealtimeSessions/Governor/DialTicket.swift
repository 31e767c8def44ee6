internal import OpenAIRealtime

/// A request to dial a host, and the permit that it becomes. Loop-bound.
///
/// Whoever has the permit makes one handshake and calls `report`, or does without and calls `cancel`: exactly one of
/// the two counts, whichever comes first.
public final class DialTicket {
  private enum State {
    case waiting((DialTicket) -> Void)
    case granted
    case settled
  }

  private let governors: DialGovernors
  let host: DialHost
  let id: UInt64
  private let loop: EventLoop
  private var state: State

  /// - Parameter granted: called with the permit; `nil` when this is one already.
  init(
    _ governors: DialGovernors, _ host: DialHost, _ id: UInt64, on loop: EventLoop,
    granted: ((DialTicket) -> Void)?
  ) {
    self.governors = governors
    self.host = host
    self.id = id
    self.loop = loop
    state = granted.map { .waiting($0) } ?? .granted
  }

  /// Whether the handshake may be made. Not before the permit is there, nor once it has been reported or cancelled.
  public var isGranted: Bool {
    if case .granted = state { true } else { false }
  }

  /// Tells how the handshake of the permit went.
  public func report(_ outcome: DialOutcome) {
    guard isGranted else { return }
    state = .settled
    governors.report(outcome, of: self, on: loop)
  }

  /// Does without: the permit, or the place in the line, is for somebody else. The closure of the request is not called
  /// any more. A handshake that was begun and then given up is reported as it stands, or left: it has had its permit.
  public func cancel() {
    if case .settled = state { return }
    state = .settled
    governors.cancel(self, on: loop)
  }

  func grant() {
    guard case .waiting(let granted) = state else { return }
    state = .granted
    granted(self)
  }
}

@available(*, unavailable, message: "a ticket stays on its loop")
extension DialTicket: Sendable {}
