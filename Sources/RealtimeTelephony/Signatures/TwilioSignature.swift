internal import RealtimeBuffers
internal import RealtimeJSON
internal import RealtimeTLS
public import WebSocketTransport

/// The signature that Twilio puts on each request: `X-Twilio-Signature`, an HMAC of the URL and of what was posted to
/// it.
///
/// The URL is the one that Twilio was given, not the one that the request names: behind a proxy that is another, and
/// its `Host` is whatever the client wrote. It is tried with and without a port, since Twilio signs now one and now the
/// other. Prints without keys. Source: Twilio's documentation, "Security: Validating requests".
public struct TwilioSignature: CarrierVerification {
  private let authToken: Secret
  private let sharedKeys: [String: Secret]
  private let url: SignedURL

  /// - Parameters:
  ///   - authToken: The account's. Nothing is valid for an empty one.
  ///   - url: What Twilio was given, such as the `url` of `<Stream>`: `wss://gateway.example/media`. Its query is that
  ///     of each request, which the signature covers.
  ///   - sharedKeys: Keys of a webhooks rule by their ids, for requests that say in
  ///     `X-Twilio-Webhooks-Signature-Settings` that they are signed by HMAC-SHA256 and one of these.
  public init(authToken: String, url: String, sharedKeys: [String: String] = [:]) {
    self.authToken = Secret(authToken)
    self.sharedKeys = sharedKeys.mapValues(Secret.init)
    self.url = SignedURL(url)
  }

  public func isValid(_ request: UpgradeRequest) -> Bool { isValid(request.headers, query: request.query) }

  /// Whether Twilio has made this request: one without a body, one with a form, or one whose query has the `bodySHA256`
  /// of its body. A body that nothing covers is not valid.
  public func isValid(_ request: PlainRequest) -> Bool {
    isValid(request.headers, query: request.query, body: request.body)
  }

  func isValid(_ headers: HTTPHeaders, query: String?, body: [UInt8] = []) -> Bool {
    let sent = headers.values(named: "X-Twilio-Signature")
    guard sent.count == 1, let code = Base64.canonicalBytes(from: sent[0]),
      let (key, hash) = key(headers.values(named: "X-Twilio-Webhooks-Signature-Settings")),
      let posted = Self.signedText(of: body, headers, query: query)
    else { return false }
    return url.spellings(query: query).contains { url in
      HMAC.isCode(code, of: Array((url + posted).utf8), key: key, using: hash)
    }
  }

  /// The key and the hash that the settings name; `nil` for what is not known.
  private func key(_ settings: [String]) -> (key: [UInt8], hash: HMAC.Hash)? {
    guard let first = settings.first else { return Self.usable(authToken, .sha1) }
    var values: [String: String] = [:]
    for setting in first.split(separator: ",") {
      let parts = setting.filter { $0 != " " }.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
    }
    guard settings.count == 1, values["algorithm"] == "HMAC_SHA256", let id = values["key"] else { return nil }
    return Self.usable(sharedKeys[id], .sha256)
  }

  private static func usable(_ key: Secret?, _ hash: HMAC.Hash) -> (key: [UInt8], hash: HMAC.Hash)? {
    guard let key, !key.value.isEmpty else { return nil }
    return (Array(key.value.utf8), hash)
  }

  /// What follows the URL in the text that is signed; `nil` for a body that is not what was signed.
  private static func signedText(of body: [UInt8], _ headers: HTTPHeaders, query: String?) -> String? {
    if let digest = FormEncoding.parse(query ?? "").first(where: { $0.name == "bodySHA256" })?.value {
      return SHA256.digest(of: body) == bytes(fromHexadecimal: digest) ? "" : nil
    }
    if body.isEmpty { return "" }
    let type = headers["Content-Type"]?.lowercased() ?? ""
    guard type.hasPrefix("application/x-www-form-urlencoded") else { return nil }
    return signedText(of: FormEncoding.parse(String(decoding: body, as: UTF8.self)))
  }

  /// Names and values by the order of their bytes. A name that is there several times has each of its values once.
  private static func signedText(of form: [FormEncoding.Parameter]) -> String {
    let sorted = form.sorted { left, right in
      left.name == right.name
        ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
        : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
    var text = ""
    var last: FormEncoding.Parameter?
    for parameter in sorted {
      if let last, last == parameter { continue }
      text += parameter.name + parameter.value
      last = parameter
    }
    return text
  }

  private static func bytes(fromHexadecimal text: String) -> [UInt8]? {
    let digits = text.utf8.compactMap(\.hexDigitValue)
    guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
