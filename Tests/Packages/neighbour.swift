// swift-tools-version: 6.3
import PackageDescription

/// What other packages call their targets, one a line: `Tests/Packages/run` makes a source for each.
let names = [
  "ByteBuffers",
  "CByteKernels",
  "CLibUV",
  "COpenSSL",
  "CSimd",
  "CUV",
  "CZlib",
  "Client",
  "Emitter",
  "EventJSON",
  "EventLoop",
  "Events",
  "JSON",
  "LibUV",
  "OpenAI",
  "OpenSSL",
  "Reactor",
  "TLS",
  "TLSEngine",
  "Transport",
  "WebSocket",
  "WebSocketProtocol",
  "WebSockets",
  "Zlib",
]

let package = Package(
  name: "Neighbour",
  products: [.library(name: "Neighbour", targets: names)],
  targets: names.map { .target(name: $0) }
)
