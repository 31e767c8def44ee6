// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "conformance",
  dependencies: [.package(name: "swift-openai-realtime", path: "../..")],
  targets: [
    .executableTarget(
      name: "ConformancePeer",
      dependencies: [.product(name: "WebSocketTransport", package: "swift-openai-realtime")]
    )
  ]
)
