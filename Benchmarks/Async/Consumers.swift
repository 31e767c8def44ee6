import OpenAIRealtime

/// How the events of a channel reach whoever wants them, each as a copy of its own.
enum Consumer: String, CaseIterable {
  /// A listener, on the loop.
  case callback
  /// `for try await` on an actor whose executor the loop is.
  case loop
  /// `for try await` on the default executor.
  case `default`

  /// Returns once there have been so many events.
  func take(_ count: Int, from handle: RealtimeHandle<MemoryChannel>) async throws {
    switch self {
    case .callback: await LoopConsumer(on: handle.loop).listen(count, to: handle)
    case .loop: try await LoopConsumer(on: handle.loop).iterate(count, over: handle)
    case .default: try await iterate(count, over: handle)
    }
  }
}

private func iterate(_ count: Int, over handle: RealtimeHandle<MemoryChannel>) async throws {
  let texts = handle.events(.responseOutputTextDelta)
  handle.execute { $0.receive(count) }
  var left = count
  for try await text in texts {
    precondition(text.contentIndex == 0)
    left -= 1
    if left == 0 { return }
  }
}

private actor LoopConsumer {
  private let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(on loop: EventLoop) { self.loop = loop }

  func listen(_ count: Int, to handle: RealtimeHandle<MemoryChannel>) async {
    await withUnsafeContinuation { continuation in
      var left = count
      let listener = EventListener(for: .responseOutputTextDelta) { event in
        let text = event.owned()
        precondition(text.contentIndex == 0)
        left -= 1
        if left == 0 { continuation.resume() }
      }
      handle.channel.on(.responseOutputTextDelta, listener)
      handle.channel.receive(count)
    }
  }

  func iterate(_ count: Int, over handle: RealtimeHandle<MemoryChannel>) async throws {
    let texts = handle.events(.responseOutputTextDelta)
    handle.channel.receive(count)
    var left = count
    for try await text in texts {
      precondition(text.contentIndex == 0)
      left -= 1
      if left == 0 { return }
    }
  }
}
