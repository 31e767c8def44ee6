/// What a client offers of permessage-deflate, and what a server accepts (RFC 7692 section 7.1).
enum DeflateNegotiation {
  static let name = "permessage-deflate"

  // MARK: Client

  /// The element of `Sec-WebSocket-Extensions` that offers what `configuration` wants.
  static func offer(_ configuration: DeflateConfiguration) -> String {
    var offer = name
    if configuration.serverNoContextTakeover { offer += "; server_no_context_takeover" }
    if configuration.clientNoContextTakeover { offer += "; client_no_context_takeover" }
    if configuration.serverMaxWindowBits < 15 {
      offer += "; server_max_window_bits=\(bits(configuration.serverMaxWindowBits))"
    }
    offer += "; client_max_window_bits"
    if configuration.clientMaxWindowBits < 15 { offer += "=\(bits(configuration.clientMaxWindowBits))" }
    return offer
  }

  /// Checks what the server accepted against what was offered.
  static func accepted(
    _ answer: WebSocketExtension, offered configuration: DeflateConfiguration
  ) throws(WebSocketError) -> DeflateParameters {
    guard let values = Values(answer, isOffer: false) else { throw WebSocketError(.extensionParameterInvalid) }
    let serverLimit = bits(configuration.serverMaxWindowBits)
    let clientLimit = bits(configuration.clientMaxWindowBits)
    if serverLimit < 15 && values.serverWindowBits == nil { throw WebSocketError(.extensionParameterInvalid) }
    if configuration.serverNoContextTakeover && !values.serverNoContextTakeover {
      throw WebSocketError(.extensionParameterInvalid)
    }
    let serverBits = values.serverWindowBits ?? 15
    let clientBits = values.clientWindowBits ?? clientLimit
    guard serverBits <= serverLimit, clientBits <= clientLimit else { throw WebSocketError(.extensionParameterInvalid) }
    return parameters(
      configuration, serverBits: serverBits, clientBits: clientBits,
      serverForgets: values.serverNoContextTakeover,
      clientForgets: values.clientNoContextTakeover || configuration.clientNoContextTakeover)
  }

  // MARK: Server

  /// The first offer that can be met, with the element that accepts it; `nil` declines them all.
  static func answer(
    _ offers: [WebSocketExtension], _ configuration: DeflateConfiguration
  ) -> (element: String, parameters: DeflateParameters)? {
    for offer in offers where offer.name == name {
      // An offer with anything unknown in it is declined, the next one may do (RFC 7692 section 7.1).
      guard let values = Values(offer, isOffer: true) else { continue }
      return answer(values, configuration)
    }
    return nil
  }

  private static func answer(
    _ offer: Values, _ configuration: DeflateConfiguration
  ) -> (element: String, parameters: DeflateParameters) {
    let serverBits = min(offer.serverWindowBits ?? 15, bits(configuration.serverMaxWindowBits))
    // Without client_max_window_bits in the offer the client cannot be told to use less than 15.
    let clientBits =
      offer.allowsClientWindowBits
      ? min(offer.clientWindowBits ?? 15, bits(configuration.clientMaxWindowBits)) : 15
    let serverForgets = offer.serverNoContextTakeover || configuration.serverNoContextTakeover
    let clientForgets = offer.clientNoContextTakeover || configuration.clientNoContextTakeover

    var element = name
    if serverForgets { element += "; server_no_context_takeover" }
    if clientForgets { element += "; client_no_context_takeover" }
    if serverBits < 15 || offer.serverWindowBits != nil { element += "; server_max_window_bits=\(serverBits)" }
    if clientBits < 15 { element += "; client_max_window_bits=\(clientBits)" }
    return (
      element,
      parameters(
        configuration, serverBits: serverBits, clientBits: clientBits, serverForgets: serverForgets,
        clientForgets: clientForgets)
    )
  }

  // MARK: Shared

  private static func parameters(
    _ configuration: DeflateConfiguration, serverBits: Int, clientBits: Int, serverForgets: Bool, clientForgets: Bool
  ) -> DeflateParameters {
    DeflateParameters(
      serverWindowBits: serverBits, clientWindowBits: clientBits, serverNoContextTakeover: serverForgets,
      clientNoContextTakeover: clientForgets, thresholdByteCount: max(configuration.thresholdByteCount, 0),
      level: min(max(configuration.level, 1), 9), memoryLevel: min(max(configuration.memoryLevel, 1), 9))
  }

  private static func bits(_ value: Int) -> Int { min(max(value, 8), 15) }

  /// The four parameters of one element; `nil` when one is unknown, repeated, or has a value it must not have.
  private struct Values {
    var serverNoContextTakeover = false
    var clientNoContextTakeover = false
    var serverWindowBits: Int?
    var clientWindowBits: Int?
    var allowsClientWindowBits = false

    init?(_ element: WebSocketExtension, isOffer: Bool) {
      for parameter in element.parameters {
        switch parameter.name {
        case "server_no_context_takeover":
          guard parameter.value == nil, !serverNoContextTakeover else { return nil }
          serverNoContextTakeover = true
        case "client_no_context_takeover":
          guard parameter.value == nil, !clientNoContextTakeover else { return nil }
          clientNoContextTakeover = true
        case "server_max_window_bits":
          guard serverWindowBits == nil, let bits = Self.windowBits(parameter.value) else { return nil }
          serverWindowBits = bits
        case "client_max_window_bits":
          guard !allowsClientWindowBits else { return nil }
          allowsClientWindowBits = true
          // Only an offer may name it without a value.
          if parameter.value == nil && isOffer { continue }
          guard let bits = Self.windowBits(parameter.value) else { return nil }
          clientWindowBits = bits
        default: return nil
        }
      }
    }

    /// 8 to 15 in decimal, without a leading zero.
    private static func windowBits(_ text: String?) -> Int? { (8...15).first { text == String($0) } }
  }
}
