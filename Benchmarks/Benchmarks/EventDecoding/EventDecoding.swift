import Benchmark
import BenchmarkEvents
import Foundation
import OpenAIRealtime

/// From the payload of a frame to what a listener wants of it, by this package and by Foundation's `JSONDecoder`.
///
/// `swift package --package-path Benchmarks benchmark` runs it. Times are of a thousand events; what is allocated is
/// counted by Benchmarks/Guard.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput],
    warmupIterations: 10,
    scalingFactor: .kilo,
    maxDuration: .seconds(3)
  )

  // MARK: Audio delta to PCM

  compare(
    "audio delta, \(SampleEvents.audioDelta.utf8.count) bytes", SampleEvents.audioDelta,
    ours: { emitter, tally in
      emitter.on(.responseOutputAudioDelta) { event in tally.add(event.audio.byteCount) }
    },
    decoder: { event in
      guard case .audioDelta(let delta) = event else { return 0 }
      return Data(base64Encoded: delta.delta)?.count ?? 0
    })

  // MARK: Text delta

  compare(
    "text delta, \(SampleEvents.textDelta.utf8.count) bytes, delta read", SampleEvents.textDelta,
    ours: { emitter, tally in
      emitter.on(.responseOutputTextDelta) { event in tally.add(event.delta.utf8.count) }
    },
    decoder: { event in
      guard case .textDelta(let delta) = event else { return 0 }
      return delta.delta.utf8.count
    })

  receive("text delta, owned", SampleEvents.textDelta) { emitter, tally in
    emitter.on(.responseOutputTextDelta) { event in tally.add(event.owned().delta.utf8.count) }
  }

  // MARK: response.done

  compare(
    "response.done, \(SampleEvents.responseDone.utf8.count) bytes, typed", SampleEvents.responseDone,
    ours: { emitter, tally in
      emitter.on(.responseDone) { event in
        let response = event.response
        tally.add((response.output?.count ?? 0) + (response.usage?.totalTokens ?? 0))
      }
    },
    decoder: { event in
      guard case .responseDone(let done) = event else { return 0 }
      return done.response.output.count + (done.response.usage?.total_tokens ?? 0)
    })
}

private typealias Listen = (RealtimeEmitter, Tally) -> Void

private func compare(
  _ name: String, _ json: String, ours listen: @escaping Listen,
  decoder read: @escaping (EventDecoding.ServerEvent) -> Int
) {
  receive(name, json, listen)
  let payload = Data(json.utf8)
  Benchmark("\(name): JSONDecoder") { benchmark in
    let decoder = JSONDecoder()
    var count = 0
    for _ in benchmark.scaledIterations {
      count += read(try decoder.decode(EventDecoding.ServerEvent.self, from: payload))
    }
    check(count, of: benchmark)
  }
}

private func receive(_ name: String, _ json: String, _ listen: @escaping Listen) {
  let payload = Array(json.utf8)
  Benchmark(name) { benchmark in
    let tally = Tally()
    let emitter = RealtimeEmitter { error in benchmark.error("\(error)") }
    listen(emitter, tally)
    let dispatcher = RealtimeEventDispatcher(emitter: emitter)
    for _ in benchmark.scaledIterations { dispatcher.receive(payload.span.bytes) }
    check(tally.count, of: benchmark)
  }
}

/// Work that gave nothing was not done.
private func check(_ count: Int, of benchmark: Benchmark) {
  if count < benchmark.scaledIterations.count { benchmark.error("not every event was read") }
  blackHole(count)
}

private final class Tally {
  private(set) var count = 0

  func add(_ number: Int) { count += number }
}
