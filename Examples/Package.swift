// swift-tools-version: 6.1
import PackageDescription

let example: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let client: Target.Dependency = .product(name: "OpenAIRealtime", package: "swift-openai-realtime")
let transport: Target.Dependency = .product(name: "WebSocketTransport", package: "swift-openai-realtime")
let server: Target.Dependency = .product(name: "RealtimeLocalServer", package: "swift-openai-realtime")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "Examples",
  dependencies: [
    .package(name: "swift-openai-realtime", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
  ],
  targets: [
    .target(name: "ExampleSupport", dependencies: [client, transport, server], swiftSettings: example),
    .executableTarget(
      name: "VoiceTurn",
      dependencies: ["ExampleSupport", client, transport, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "TextChat",
      dependencies: ["ExampleSupport", client, transport, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "AzureVoice",
      dependencies: ["ExampleSupport", client, transport, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "LocalServer",
      dependencies: [server, transport, arguments],
      swiftSettings: example
    ),
    .executableTarget(
      name: "ManySessions",
      dependencies: ["ExampleSupport", client, transport, arguments],
      swiftSettings: example
    ),
  ]
)
