// swift-tools-version: 6.3
import PackageDescription

/// What every native client of the comparison measures, in one place, so that the figures mean the same.
let package = Package(
  name: "Measurement",
  products: [.library(name: "CMeasurement", targets: ["CMeasurement"])],
  targets: [
    .target(name: "CMeasurement", linkerSettings: [.linkedLibrary("z")])
  ]
)
