/// The keys that the caller presses, one by one and put together, for whoever wants to know. Loop-bound.
final class CallKeypad {
  private let loop: EventLoop
  private var collector: KeyCollector
  private(set) var pressedCount = 0
  private var onKey: [(CarrierDTMF) -> Void] = []
  private var onEntry: [(PressedKeys) -> Void] = []
  private lazy var timer = CallTimer(on: loop) { [unowned self] now in enter(collector.expire(at: now)) }

  init(_ settings: KeySettings, on loop: EventLoop) {
    self.loop = loop
    collector = KeyCollector(settings)
  }

  func add(_ listener: @escaping (CarrierDTMF) -> Void) { onKey.append(listener) }
  func add(_ listener: @escaping (PressedKeys) -> Void) { onEntry.append(listener) }

  func press(_ key: CarrierDTMF) {
    pressedCount += 1
    for listener in onKey { listener(key) }
    enter(collector.press(key, at: loop.now))
  }

  /// Nobody wants to know any more.
  func stop() {
    timer.set(nil)
    (onKey, onEntry) = ([], [])
  }

  private func enter(_ entry: PressedKeys?) {
    timer.set(collector.nextDeadline)
    guard let entry else { return }
    for listener in onEntry { listener(entry) }
  }
}
