// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let realtime: Target.Dependency = .product(name: "OpenAIRealtime", package: "swift-openai-realtime")
let measurement: Target.Dependency = .product(name: "CMeasurement", package: "Measurement")

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "RealtimeBench", targets: ["RealtimeBench"])],
  dependencies: [
    .package(name: "swift-openai-realtime", path: ".."),
    .package(path: "Measurement"),
  ],
  targets: [
    .executableTarget(
      name: "RealtimeBench",
      dependencies: [realtime, measurement],
      path: "Peers/ours",
      swiftSettings: settings
    )
  ]
)
