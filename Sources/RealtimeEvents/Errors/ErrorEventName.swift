extension EventName where Event == OpenAIRealtimeError {
  /// Errors: those that the service reports, and failures on this side. Without a listener for them they go
  /// to the loop's hook for unhandled errors.
  public static var error: Self { Self(.kind(.error)) }
}
