// What the tests add to the package of the documentation.
let products = [
  "OpenAIRealtime", "RealtimeSession", "WebSocketTransport", "RealtimeReactor", "RealtimeAudio", "RealtimeLocalServer",
  "RealtimeTelephony", "RealtimeService",
].map { Target.Dependency.product(name: $0, package: "swift-openai-realtime") }
// With the trait, because an example has it: the package manager resolves what one of two dependents asks for only
// where the root asks for it too.
package.dependencies = [
  .package(path: "../swift-openai-realtime", traits: ["Service"]),
  .package(path: "../swift-openai-realtime/Examples"),
  .package(path: "../Neighbour"),
  .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
]
// The package manager builds the programs of another package only where a target depends on them.
let examples = [
  "AzureVoice", "BargeIn", "Gateway", "LocalServer", "LongCall", "ManySessions", "PhoneBridge", "Reconnect",
  "SIPGateway", "TextChat", "Tools", "VoiceTurn",
].map { Target.Dependency.product(name: $0, package: "Examples") }
package.targets += [
  .executableTarget(
    name: "Survivor",
    dependencies: [.product(name: "RealtimeSession", package: "swift-openai-realtime")]
  ),
  .executableTarget(
    name: "Together",
    dependencies: products + examples + [.product(name: "Neighbour", package: "Neighbour")],
    swiftSettings: [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
    ]
  ),
  .executableTarget(
    name: "WithNIO",
    dependencies: products + ["NIOCore", "NIOPosix"].map { .product(name: $0, package: "swift-nio") }
  ),
  .executableTarget(
    name: "WithCxx",
    dependencies: products,
    swiftSettings: [.interoperabilityMode(.Cxx)]
  ),
]
