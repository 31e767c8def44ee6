// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "nio-peer",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(path: "../../Measurement"),
    .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
  ],
  targets: [
    .executableTarget(
      name: "NIOPeer",
      dependencies: [
        .product(name: "CMeasurement", package: "Measurement"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "NIOFoundationCompat", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]
    )
  ]
)
