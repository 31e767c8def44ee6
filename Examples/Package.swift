// swift-tools-version: 6.1
import PackageDescription

let example: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "Examples",
  dependencies: [
    .package(name: "swift-openai-realtime", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "LocalServer",
      dependencies: [
        .product(name: "RealtimeLocalServer", package: "swift-openai-realtime"),
        .product(name: "WebSocketTransport", package: "swift-openai-realtime"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: example
    )
  ]
)
