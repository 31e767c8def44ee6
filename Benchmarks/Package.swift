// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let realtime: Target.Dependency = .product(name: "OpenAIRealtime", package: "swift-openai-realtime")
let session: Target.Dependency = .product(name: "RealtimeSession", package: "swift-openai-realtime")
let transport: Target.Dependency = .product(name: "WebSocketTransport", package: "swift-openai-realtime")
let telephony: Target.Dependency = .product(name: "RealtimeTelephony", package: "swift-openai-realtime")
let measurement: Target.Dependency = .product(name: "CMeasurement", package: "Measurement")

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "RealtimeBench", targets: ["RealtimeBench"]),
    .executable(name: "BridgeBench", targets: ["BridgeBench"]),
    .executable(name: "HotPathGuard", targets: ["HotPathGuard"]),
    .executable(name: "EchoPlain", targets: ["EchoPlain"]),
    .executable(name: "ConnectBench", targets: ["ConnectBench"]),
    .executable(name: "AsyncBench", targets: ["AsyncBench"]),
    .executable(name: "SessionMemory", targets: ["SessionMemory"]),
  ],
  dependencies: [
    .package(name: "swift-openai-realtime", path: ".."),
    .package(path: "Measurement"),
  ],
  targets: [
    .executableTarget(
      name: "RealtimeBench",
      dependencies: [realtime, transport, measurement],
      path: "Peers/ours",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "BridgeBench",
      dependencies: [telephony],
      path: "Peers/bridge-ours",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "EchoPlain",
      dependencies: [transport, measurement],
      path: "EchoPlain",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "ConnectBench",
      dependencies: [transport],
      path: "Connecting",
      swiftSettings: settings
    ),
    .target(name: "CHeap", path: "SessionMemory/CHeap"),
    .executableTarget(
      name: "SessionMemory",
      dependencies: ["CHeap", session, transport],
      path: "SessionMemory/SessionMemory",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "AsyncBench",
      dependencies: ["BenchmarkEvents", "CMarks", realtime],
      path: "Async",
      swiftSettings: settings
    ),
    .target(name: "BenchmarkEvents", path: "Events", swiftSettings: settings),
    .target(name: "CMarks", path: "Guard/CMarks"),
    .executableTarget(
      name: "HotPathGuard",
      dependencies: ["BenchmarkEvents", "CMarks", realtime, session, telephony, transport],
      path: "Guard/HotPath",
      swiftSettings: settings
    ),
  ]
)
