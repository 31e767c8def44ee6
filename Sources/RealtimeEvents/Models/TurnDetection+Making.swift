extension TurnDetection {
  /// Turn detection by sound level; what is left out is the service's default. See ``ServerVAD``.
  public static func serverVAD(
    threshold: Double? = nil, prefixPaddingMs: Int? = nil, silenceDurationMs: Int? = nil,
    createResponse: Bool? = nil, interruptResponse: Bool? = nil, idleTimeoutMs: Field<Int> = .absent
  ) -> Self {
    .serverVAD(
      ServerVAD(
        threshold: threshold, prefixPaddingMs: prefixPaddingMs, silenceDurationMs: silenceDurationMs,
        createResponse: createResponse, interruptResponse: interruptResponse, idleTimeoutMs: idleTimeoutMs))
  }

  /// Turn detection by meaning; what is left out is the service's default. See ``SemanticVAD``.
  public static func semanticVAD(
    eagerness: Eagerness? = nil, createResponse: Bool? = nil, interruptResponse: Bool? = nil
  ) -> Self {
    .semanticVAD(
      SemanticVAD(
        eagerness: eagerness, createResponse: createResponse, interruptResponse: interruptResponse))
  }
}

extension Field where Wrapped == TurnDetection {
  /// Turn detection by sound level; what is left out is the service's default. See ``ServerVAD``.
  public static func serverVAD(
    threshold: Double? = nil, prefixPaddingMs: Int? = nil, silenceDurationMs: Int? = nil,
    createResponse: Bool? = nil, interruptResponse: Bool? = nil, idleTimeoutMs: Field<Int> = .absent
  ) -> Self {
    .value(
      .serverVAD(
        threshold: threshold, prefixPaddingMs: prefixPaddingMs, silenceDurationMs: silenceDurationMs,
        createResponse: createResponse, interruptResponse: interruptResponse, idleTimeoutMs: idleTimeoutMs))
  }

  /// Turn detection by meaning; what is left out is the service's default. See ``SemanticVAD``.
  public static func semanticVAD(
    eagerness: Eagerness? = nil, createResponse: Bool? = nil, interruptResponse: Bool? = nil
  ) -> Self {
    .value(.semanticVAD(eagerness: eagerness, createResponse: createResponse, interruptResponse: interruptResponse))
  }
}
