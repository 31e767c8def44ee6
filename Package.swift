// swift-tools-version: 6.3
import PackageDescription

/// Every Swift target is held to the same rules: no implicit existential, no import that leaks into the
/// interface by accident, and lifetimes, because parsed views borrow the bytes they were parsed from.
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]

/// What others embed marks each use of memory that the compiler cannot check.
let library: [SwiftSetting] = house + [.strictMemorySafety()]

/// A product of the server ecosystem, where the trait is enabled that has need of it.
func ecosystem(_ product: String, _ package: String) -> Target.Dependency {
  .product(name: product, package: package, condition: .when(traits: ["Service"]))
}

let package = Package(
  name: "swift-openai-realtime",
  products: [
    .library(name: "OpenAIRealtime", targets: ["OpenAIRealtime"]),
    .library(name: "RealtimeSession", targets: ["RealtimeSessions"]),
    .library(name: "RealtimeTelephony", targets: ["RealtimeTelephony"]),
    .library(name: "RealtimeService", targets: ["RealtimeService"]),
    .library(name: "RealtimeEvents", targets: ["RealtimeEvents"]),
    .library(name: "WebSocketTransport", targets: ["WebSocketTransport"]),
    .library(name: "RealtimeReactor", targets: ["RealtimeReactor"]),
    .library(name: "RealtimeAudio", targets: ["RealtimeAudio"]),
    .library(name: "RealtimeLocalServer", targets: ["RealtimeLocalServer"]),
  ],
  traits: [
    .trait(name: "Service", description: "What the product RealtimeService needs: logs, metrics, traces, life cycle."),
    // The builder of the Swift Package Index, which says so, is to find what there is to document.
    .default(enabledTraits: Context.environment["SPI_GENERATE_DOCS"] == nil ? [] : ["Service"]),
  ],
  // Resolved only where the trait is enabled: `Tests/Packages/run` looks.
  dependencies: [
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.10.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.11.0"),
  ],
  targets: [
    // Level 0: system libraries, and the instructions that Swift cannot say.
    .systemLibrary(name: "CRealtimeUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
    .systemLibrary(name: "CRealtimeOpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CRealtimeZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CRealtimeSpeexDSP", pkgConfig: "speexdsp", providers: [.apt(["libspeexdsp-dev"])]),
    .target(name: "CRealtimeKernels"),
    .target(name: "CRealtimeOpenSSLStart", dependencies: ["CRealtimeOpenSSL"]),

    // Level 1
    .target(
      name: "RealtimeBuffers", dependencies: ["CRealtimeKernels"],
      swiftSettings: library),
    .target(name: "RealtimeAudio", swiftSettings: library),

    // Level 2: siblings that never import each other.
    .target(
      name: "RealtimeReactor", dependencies: ["RealtimeBuffers", "CRealtimeUV"],
      swiftSettings: library),
    .target(
      name: "RealtimeTLS",
      dependencies: ["RealtimeBuffers", "CRealtimeOpenSSL", "CRealtimeOpenSSLStart"],
      swiftSettings: library
    ),
    .target(
      name: "RealtimeWebSocketProtocol",
      dependencies: [
        "RealtimeBuffers", "CRealtimeKernels", "CRealtimeOpenSSL", "CRealtimeOpenSSLStart", "CRealtimeZlib",
      ],
      swiftSettings: library
    ),
    .target(
      name: "RealtimeJSON", dependencies: ["RealtimeBuffers", "CRealtimeKernels"],
      swiftSettings: library),

    // Level 3: certificates made for local servers and tests.
    .target(
      name: "RealtimeTestCertificates",
      dependencies: ["RealtimeTLS", "CRealtimeOpenSSL", "CRealtimeOpenSSLStart"],
      swiftSettings: library
    ),
    // The vocabulary, which knows no transport.
    .target(
      name: "RealtimeEvents",
      dependencies: ["RealtimeReactor", "RealtimeJSON", "RealtimeBuffers"],
      exclude: ["Generator"],
      swiftSettings: library
    ),
    // The only place that composes the layers of bytes.
    .target(
      name: "WebSocketTransport",
      dependencies: ["RealtimeReactor", "RealtimeTLS", "RealtimeWebSocketProtocol", "RealtimeBuffers"],
      swiftSettings: library
    ),

    // Level 4
    .target(
      name: "OpenAIRealtime",
      dependencies: ["RealtimeEvents", "WebSocketTransport", "RealtimeJSON", "RealtimeBuffers"],
      swiftSettings: library
    ),
    .target(
      name: "RealtimeLocalServer",
      dependencies: [
        "RealtimeEvents", "WebSocketTransport", "RealtimeTestCertificates", "RealtimeJSON", "RealtimeBuffers",
        "RealtimeAudio",
      ],
      swiftSettings: library
    ),

    // Level 5: the session that survives, and the conversation that stays right.
    .target(
      name: "RealtimeSessions",
      dependencies: ["OpenAIRealtime", "RealtimeEvents", "RealtimeAudio", "RealtimeJSON", "RealtimeBuffers"],
      swiftSettings: library
    ),

    // Level 6: phone calls, from the carrier's socket to the model and back.
    .target(
      name: "RealtimeTelephony",
      dependencies: [
        "RealtimeSessions", "WebSocketTransport", "RealtimeTLS", "RealtimeAudio", "RealtimeJSON", "RealtimeBuffers",
        "CRealtimeSpeexDSP",
      ],
      swiftSettings: library
    ),

    // Logs, metrics, traces and life cycle, over what the session tells of itself. Empty without its trait.
    .target(
      name: "RealtimeService",
      dependencies: [
        "RealtimeSessions", "RealtimeReactor",
        ecosystem("Logging", "swift-log"), ecosystem("Metrics", "swift-metrics"),
        ecosystem("Tracing", "swift-distributed-tracing"), ecosystem("ServiceLifecycle", "swift-service-lifecycle"),
      ],
      swiftSettings: library
    ),

    // What several test targets need.
    .target(name: "CRealtimeTestClock", path: "Tests/Clock"),
    .target(
      name: "RealtimeTestSupport",
      dependencies: ["RealtimeReactor", "RealtimeTLS", "RealtimeTestCertificates", "CRealtimeTestClock"],
      path: "Tests/Support", swiftSettings: house),
    // Servers of the Realtime API and clients of them. It knows nothing of sessions: the byte path is tested without.
    .target(
      name: "RealtimeTestRig",
      dependencies: ["RealtimeTestSupport", "OpenAIRealtime", "RealtimeLocalServer"],
      path: "Tests/Rig", swiftSettings: house),
    .testTarget(name: "RealtimeBuffersTests", dependencies: ["RealtimeBuffers"], swiftSettings: house),
    .testTarget(name: "RealtimeAudioTests", dependencies: ["RealtimeAudio"], swiftSettings: house),
    .testTarget(
      name: "StyleTests",
      // What the documentation shows is compiled against these, and their public types are looked at.
      dependencies: [
        "RealtimeTestRig", "OpenAIRealtime", "RealtimeEvents", "WebSocketTransport", "RealtimeReactor", "RealtimeAudio",
        "RealtimeLocalServer", "RealtimeSessions", "RealtimeTelephony", "RealtimeService", "RealtimeTLS",
        "RealtimeWebSocketProtocol", "RealtimeBuffers",
      ],
      swiftSettings: house
    ),
    .testTarget(
      name: "RealtimeReactorTests",
      dependencies: ["RealtimeTestSupport", "RealtimeReactor", "RealtimeBuffers"],
      swiftSettings: house
    ),
    .testTarget(
      name: "RealtimeTLSTests",
      dependencies: [
        "RealtimeTestSupport", "RealtimeTLS", "RealtimeTestCertificates", "RealtimeBuffers",
        "CRealtimeOpenSSL",
      ],
      swiftSettings: house
    ),
    .testTarget(
      name: "RealtimeWebSocketProtocolTests",
      dependencies: [
        "RealtimeTestSupport", "RealtimeWebSocketProtocol", "RealtimeBuffers", "CRealtimeKernels",
      ],
      swiftSettings: house
    ),
    .testTarget(
      name: "RealtimeJSONTests",
      dependencies: ["RealtimeTestSupport", "RealtimeJSON", "RealtimeBuffers", "CRealtimeKernels"],
      swiftSettings: house
    ),
    .testTarget(
      name: "WebSocketTransportTests",
      dependencies: [
        "RealtimeTestSupport", "WebSocketTransport", "RealtimeReactor", "RealtimeTLS",
        "RealtimeTestCertificates",
        "RealtimeWebSocketProtocol", "RealtimeBuffers",
      ],
      swiftSettings: house
    ),
    .testTarget(
      name: "RealtimeEventsTests",
      dependencies: ["RealtimeTestSupport", "RealtimeEvents", "RealtimeJSON", "RealtimeBuffers"],
      exclude: ["Fixtures"],
      swiftSettings: house
    ),
    .testTarget(
      name: "OpenAIRealtimeTests",
      dependencies: [
        "RealtimeTestSupport", "RealtimeTestRig", "OpenAIRealtime", "RealtimeEvents", "RealtimeJSON",
        "RealtimeLocalServer", "WebSocketTransport", "RealtimeReactor", "RealtimeTLS", "RealtimeWebSocketProtocol",
        "RealtimeBuffers",
      ],
      swiftSettings: house
    ),
    // What tasks on several threads do to the client: apart, so that it is built alone for ThreadSanitizer.
    .testTarget(
      name: "RealtimeConcurrencyTests",
      dependencies: [
        "RealtimeTestSupport", "OpenAIRealtime", "RealtimeSessions", "RealtimeLocalServer", "WebSocketTransport",
        "RealtimeAsyncProgram",
      ],
      swiftSettings: house
    ),
    // A program whose `main` is `async`, which the above runs.
    .executableTarget(
      name: "RealtimeAsyncProgram",
      dependencies: ["OpenAIRealtime", "RealtimeLocalServer", "WebSocketTransport"],
      path: "Tests/AsyncProgram", swiftSettings: house
    ),
    .testTarget(
      name: "RealtimeSessionsTests",
      dependencies: [
        "RealtimeTestSupport", "RealtimeTestRig", "RealtimeSessions", "OpenAIRealtime", "RealtimeEvents",
        "RealtimeAudio", "RealtimeLocalServer", "RealtimeBuffers",
      ],
      swiftSettings: house
    ),
    .testTarget(
      name: "RealtimeTelephonyTests",
      dependencies: [
        "RealtimeTestSupport", "RealtimeTestRig", "RealtimeTelephony", "RealtimeSessions", "OpenAIRealtime",
        "RealtimeEvents", "WebSocketTransport", "RealtimeAudio", "RealtimeLocalServer", "RealtimeTestCertificates",
        "RealtimeJSON", "RealtimeBuffers", "RealtimeTLS",
      ],
      swiftSettings: house
    ),
    .testTarget(
      name: "RealtimeServiceTests",
      dependencies: [
        "RealtimeTestSupport", "RealtimeTestRig", "RealtimeService", "RealtimeSessions", "RealtimeLocalServer",
        "WebSocketTransport",
        ecosystem("InMemoryLogging", "swift-log"), ecosystem("MetricsTestKit", "swift-metrics"),
        ecosystem("InMemoryTracing", "swift-distributed-tracing"),
        ecosystem("ServiceLifecycleTestKit", "swift-service-lifecycle"),
      ],
      swiftSettings: house
    ),
    .testTarget(
      name: "RealtimeLocalServerTests",
      dependencies: [
        "RealtimeTestSupport", "RealtimeTestRig", "RealtimeLocalServer", "RealtimeEvents", "RealtimeAudio",
        "RealtimeJSON", "WebSocketTransport", "RealtimeBuffers", "RealtimeWebSocketProtocol",
      ],
      swiftSettings: house
    ),
  ]
)

// Some test targets alone, their names separated by white space, and what they need: a build for a sanitizer is long.
if let names = Context.environment["TEST_TARGET"]?.split(whereSeparator: \.isWhitespace).map(String.init) {
  var needed = Set(names)
  var waiting = names
  while let name = waiting.popLast() {
    for case .byNameItem(let name, _)? in package.targets.first(where: { $0.name == name })?.dependencies ?? []
    where needed.insert(name).inserted { waiting.append(name) }
  }
  package.targets.removeAll { !needed.contains($0.name) }
  package.products.removeAll { $0 is Product.Library }
}

// Fuzz targets need a compiler mode of their own, so they exist only for Tests/Fuzz/run.
if Context.environment["FUZZ"] == "1" {
  // The tests compile the same folder, through a link, and replay every corpus.
  package.targets.append(
    .target(
      name: "WebSocketProperties",
      dependencies: ["RealtimeWebSocketProtocol", "RealtimeBuffers", "CRealtimeKernels"],
      path: "Tests/Fuzz/WebSocketProperties",
      swiftSettings: house
    )
  )
  for (name, dependencies) in [
    ("RealtimeJSON", ["RealtimeJSON", "RealtimeBuffers"] as [Target.Dependency]),
    ("ServerEvent", ["RealtimeEvents", "RealtimeJSON", "RealtimeBuffers"]),
    ("Carrier", ["RealtimeTelephony", "RealtimeJSON", "RealtimeBuffers"]),
    ("Frame", ["WebSocketProperties"]),
    ("Handshake", ["WebSocketProperties"]),
    ("Deflate", ["WebSocketProperties"]),
    ("UTF8", ["WebSocketProperties"]),
    ("Machine", ["WebSocketProperties"]),
  ] {
    package.targets.append(
      .executableTarget(
        name: "Fuzz\(name)",
        dependencies: dependencies,
        path: "Tests/Fuzz/\(name)",
        exclude: ["corpus"],
        swiftSettings: house
      )
    )
  }
}

// What an event costs beside other libraries' ways: only for `Benchmarks/run event-bars`, which needs simdjson.
if Context.environment["EVENT_BARS"] == "1" {
  package.targets += [
    .systemLibrary(name: "CSimdEvents", path: "Benchmarks/EventBars/CSimdEvents"),
    .target(name: "CMarks", path: "Benchmarks/Guard/CMarks"),
    .executableTarget(
      name: "EventBars",
      dependencies: [
        "OpenAIRealtime", "RealtimeTelephony", "RealtimeTLS", "RealtimeWebSocketProtocol", "RealtimeBuffers", "CMarks",
        "CSimdEvents",
      ],
      path: "Benchmarks/EventBars/EventBars",
      swiftSettings: house
    ),
  ]
}
