// swift-tools-version: 6.3
import PackageDescription

// The client of the comparison with an observer: apart, because only this has need of the trait and what it brings.
let package = Package(
  name: "Observed",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "swift-openai-realtime", path: "../..", traits: ["Service"]),
    .package(path: "../Measurement"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.10.0"),
  ],
  targets: [
    .executableTarget(
      name: "ObservedBench",
      dependencies: [
        .product(name: "RealtimeService", package: "swift-openai-realtime"),
        .product(name: "CMeasurement", package: "Measurement"),
        .product(name: "Metrics", package: "swift-metrics"),
      ],
      // A link to the client.
      path: "Client",
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .define("OBSERVED"),
      ]
    )
  ]
)
