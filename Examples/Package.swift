// swift-tools-version: 6.3
import PackageDescription

let example: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let client: Target.Dependency = .product(name: "OpenAIRealtime", package: "swift-openai-realtime")
let session: Target.Dependency = .product(name: "RealtimeSession", package: "swift-openai-realtime")
let telephony: Target.Dependency = .product(name: "RealtimeTelephony", package: "swift-openai-realtime")
let audio: Target.Dependency = .product(name: "RealtimeAudio", package: "swift-openai-realtime")
let server: Target.Dependency = .product(name: "RealtimeLocalServer", package: "swift-openai-realtime")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "Examples",
  products: [
    "AzureVoice", "BargeIn", "Gateway", "LocalServer", "LongCall", "ManySessions", "PhoneBridge", "Reconnect",
    "SIPGateway", "TextChat", "Tools", "VoiceTurn",
  ]
  .map {
    .executable(name: $0, targets: [$0])
  },
  dependencies: [
    .package(name: "swift-openai-realtime", path: "..", traits: ["Service"]),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.10.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.11.0"),
  ],
  targets: [
    .target(
      name: "ExampleSupport",
      dependencies: [client, session, audio, server, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "VoiceTurn",
      dependencies: ["ExampleSupport", client, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "TextChat",
      dependencies: ["ExampleSupport", client, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "AzureVoice",
      dependencies: ["ExampleSupport", client, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "LocalServer",
      dependencies: ["ExampleSupport", server, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "ManySessions",
      dependencies: ["ExampleSupport", session, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "PhoneBridge",
      dependencies: ["ExampleSupport", telephony, server, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "Reconnect",
      dependencies: ["ExampleSupport", session, server, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "BargeIn",
      dependencies: ["ExampleSupport", session, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "LongCall",
      dependencies: ["ExampleSupport", session, server, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "SIPGateway",
      dependencies: ["ExampleSupport", client, server, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "Gateway",
      dependencies: [
        "ExampleSupport", arguments,
        .product(name: "RealtimeService", package: "swift-openai-realtime"),
        .product(name: "RealtimeTelephony", package: "swift-openai-realtime"),
        .product(name: "Logging", package: "swift-log"), .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: example
    ),
    .executableTarget(
      name: "Tools",
      dependencies: ["ExampleSupport", session, arguments],
      swiftSettings: example
    ),
  ]
)
