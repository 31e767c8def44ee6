// What a package says that uses this product and has not enabled the trait: without it none of the packages is there
// that the product needs.
#if !Service
@available(*, unavailable, message: "enable the trait: .package(url: \"…\", from: \"…\", traits: [\"Service\"])")
public enum RealtimeObserver {}

@available(*, unavailable, message: "enable the trait: .package(url: \"…\", from: \"…\", traits: [\"Service\"])")
public enum RealtimeGatewayService {}
#endif
