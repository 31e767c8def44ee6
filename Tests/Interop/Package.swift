// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "interop",
  dependencies: [.package(name: "swift-openai-realtime", path: "../..")],
  targets: [
    .executableTarget(
      name: "InteropPeer",
      dependencies: [
        .product(name: "OpenAIRealtime", package: "swift-openai-realtime"),
        .product(name: "RealtimeLocalServer", package: "swift-openai-realtime"),
        .product(name: "RealtimeTelephony", package: "swift-openai-realtime"),
        .product(name: "WebSocketTransport", package: "swift-openai-realtime"),
      ]
    )
  ]
)
