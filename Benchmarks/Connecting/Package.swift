// swift-tools-version: 6.3
import PackageDescription

// Apart from the other benchmarks, because it needs nothing but the package itself.
let package = Package(
  name: "connecting",
  dependencies: [.package(name: "swift-openai-realtime", path: "../..")],
  targets: [
    .executableTarget(
      name: "ConnectBench",
      dependencies: [.product(name: "WebSocketTransport", package: "swift-openai-realtime")]
    )
  ]
)
