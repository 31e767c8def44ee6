// swift-tools-version: 6.1
import PackageDescription

/// Every Swift target is held to the same rules: no implicit existential, no import that leaks into the
/// interface by accident, and lifetimes, because parsed views borrow the bytes they were parsed from.
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
  name: "swift-openai-realtime",
  products: [
    .library(name: "OpenAIRealtime", targets: ["OpenAIRealtime"]),
    .library(name: "WebSocketTransport", targets: ["WebSocketTransport"]),
    .library(name: "Reactor", targets: ["Reactor"]),
    .library(name: "RealtimeLocalServer", targets: ["RealtimeLocalServer"]),
  ],
  targets: [
    // Level 0: system libraries, and the instructions that Swift cannot say.
    .systemLibrary(name: "CLibUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CByteKernels"),

    // Level 1
    .target(name: "ByteBuffers", dependencies: ["CByteKernels"], swiftSettings: house),

    // Level 2: siblings that never import each other.
    .target(name: "Reactor", dependencies: ["ByteBuffers", "CLibUV"], swiftSettings: house),
    .target(name: "TLSEngine", dependencies: ["ByteBuffers", "COpenSSL"], swiftSettings: house),
    .target(
      name: "WebSocketProtocol",
      dependencies: ["ByteBuffers", "CByteKernels", "COpenSSL", "CZlib"],
      swiftSettings: house
    ),
    .target(name: "EventJSON", dependencies: ["ByteBuffers", "CByteKernels"], swiftSettings: house),

    // Level 3: the only place that composes the layers.
    .target(
      name: "WebSocketTransport",
      dependencies: ["Reactor", "TLSEngine", "WebSocketProtocol", "ByteBuffers"],
      swiftSettings: house
    ),

    // Level 4
    .target(
      name: "OpenAIRealtime",
      dependencies: ["WebSocketTransport", "EventJSON", "ByteBuffers"],
      swiftSettings: house
    ),
    .target(
      name: "RealtimeLocalServer",
      dependencies: ["WebSocketTransport", "EventJSON", "ByteBuffers"],
      swiftSettings: house
    ),

    .testTarget(name: "ByteBuffersTests", dependencies: ["ByteBuffers"], swiftSettings: house),
    .testTarget(name: "StyleTests", swiftSettings: house),
    .testTarget(
      name: "ReactorTests",
      dependencies: ["Reactor", "ByteBuffers"],
      swiftSettings: house
    ),
    .testTarget(
      name: "TLSEngineTests",
      dependencies: ["TLSEngine", "ByteBuffers", "COpenSSL"],
      swiftSettings: house
    ),
    .testTarget(
      name: "WebSocketProtocolTests",
      dependencies: ["WebSocketProtocol", "ByteBuffers", "CByteKernels"],
      swiftSettings: house
    ),
    .testTarget(
      name: "EventJSONTests",
      dependencies: ["EventJSON", "ByteBuffers", "CByteKernels"],
      swiftSettings: house
    ),
    .testTarget(
      name: "WebSocketTransportTests",
      dependencies: ["WebSocketTransport", "Reactor", "TLSEngine", "WebSocketProtocol", "ByteBuffers"],
      swiftSettings: house
    ),
    .testTarget(
      name: "OpenAIRealtimeTests",
      dependencies: [
        "OpenAIRealtime", "EventJSON", "RealtimeLocalServer", "WebSocketTransport", "ByteBuffers",
      ],
      swiftSettings: house
    ),
    .testTarget(
      name: "RealtimeLocalServerTests",
      dependencies: ["RealtimeLocalServer", "EventJSON", "WebSocketTransport", "ByteBuffers"],
      swiftSettings: house
    ),
  ]
)

// One test target alone, for a build with a sanitizer that the others have no need of.
if let only = Context.environment["TEST_TARGET"] {
  package.targets.removeAll { $0.type == .test && $0.name != only }
}

// Fuzz targets need a compiler mode of their own, so they exist only for Tests/Fuzz/run.
if Context.environment["FUZZ"] == "1" {
  // The tests compile the same folder, through a link, and replay every corpus.
  package.targets.append(
    .target(
      name: "WebSocketProperties",
      dependencies: ["WebSocketProtocol", "ByteBuffers", "CByteKernels"],
      path: "Tests/Fuzz/WebSocketProperties",
      swiftSettings: house
    )
  )
  for (name, dependencies) in [
    ("EventJSON", ["EventJSON", "ByteBuffers"] as [Target.Dependency]),
    ("ServerEvent", ["OpenAIRealtime", "EventJSON", "ByteBuffers"]),
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

// What an event costs beside other libraries' ways: only for Benchmarks/EventBars/run, which needs simdjson.
if Context.environment["EVENT_BARS"] == "1" {
  package.targets += [
    .systemLibrary(name: "CSimdEvents", path: "Benchmarks/EventBars/CSimdEvents"),
    .target(name: "CMarks", path: "Benchmarks/Guard/CMarks"),
    .executableTarget(
      name: "EventBars",
      dependencies: ["OpenAIRealtime", "WebSocketProtocol", "ByteBuffers", "CMarks", "CSimdEvents"],
      path: "Benchmarks/EventBars/EventBars",
      swiftSettings: house
    ),
  ]
}
