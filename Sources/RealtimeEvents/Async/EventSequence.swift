internal import RealtimeReactor

/// Events for one consumer, to be read with `for try await` on any executor.
///
/// ```swift
/// func show(_ session: RealtimeHandle<OpenAIRealtimeWS>) async throws {
///   for try await text in session.events(.responseOutputTextDelta) { log(text.delta) }
/// }
/// ```
///
/// Items are copies that may be kept. They are collected from the call that made the sequence on, within its limits,
/// and before the answer to anything that is sent after that call. The sequence ends when the session is closed, and
/// throws when the session is lost. When the iterator goes, as with `break`, or its task is cancelled, only this
/// sequence ends: an iteration that is cancelled returns `nil`.
///
/// A sequence that is never iterated keeps what it may until the last copy of it goes.
public struct EventSequence<Element: Sendable>: AsyncSequence, Sendable {
  /// What an iteration throws.
  public typealias Failure = EventSequenceError

  private let consumer: Consumer<Element>

  /// - Parameter feed: attaches what feeds the view. Called on the loop: at once if the caller is there.
  package init(
    on loop: EventLoop, _ limits: EventSequenceLimits, _ policy: OverflowPolicy,
    _ feed: @escaping @Sendable (EventView<Element>) -> Void
  ) {
    let view = EventView<Element>(on: loop, limits, policy)
    consumer = Consumer(view)
    if loop.isOnLoop { feed(view) } else { loop.executeDuty { feed(view) } }
  }

  /// Items that were dropped so far, by `OverflowPolicy.dropOldest`. Any thread may ask.
  public var droppedCount: Int { consumer.view.droppedCount }

  /// The one iterator. Each further one throws `EventSequenceError.secondIterator`.
  public func makeAsyncIterator() -> Iterator { Iterator(consumer) }

  /// Takes out one item after the other.
  public struct Iterator: AsyncIteratorProtocol {
    /// The sequence's, and its own: a sequence that outlives its iterator has no reader. `nil` for a second iterator.
    private let consumers: (Consumer<Element>, Consumer<Element>)?

    fileprivate init(_ consumer: Consumer<Element>) {
      consumers = consumer.view.takeIterator() ? (consumer, Consumer(consumer.view)) : nil
    }

    /// The next item; `nil` after the last.
    ///
    /// - Throws: `EventSequenceError`, once.
    public mutating func next(isolation caller: isolated (any Actor)?) async throws(EventSequenceError) -> Element? {
      guard let view = consumers?.0.view else { throw .secondIterator }
      if Task.isCancelled {
        view.cancel()
        return nil
      }
      while true {
        do throws(TakeFailure) { return try view.take() } catch {
          switch error {
          case .nothingYet: await view.wait(isolation: caller)
          case .end(let error?): throw error
          case .end(nil): return nil
          }
        }
      }
    }

    /// The same without an isolation.
    public mutating func next() async throws(EventSequenceError) -> Element? { try await next(isolation: nil) }
  }
}

@available(*, unavailable, message: "an iterator is one task's; hand the sequence over instead")
extension EventSequence.Iterator: Sendable {}

/// Ends a view when nobody can read it any more.
private final class Consumer<Element: Sendable>: Sendable {
  let view: EventView<Element>

  init(_ view: EventView<Element>) { self.view = view }

  deinit { view.cancel() }
}
