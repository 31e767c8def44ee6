internal import CRealtimeOpenSSL

/// Finds out which record cipher is the quickest with this processor and this OpenSSL.
///
/// The answer differs between machines: with AES and carry-less multiplication AES-GCM takes half the time of
/// ChaCha20-Poly1305, where a virtual machine hides those instructions four times as much. So the ciphers are
/// timed, once per process, for under two milliseconds, the way the record layer uses them: a nonce, the
/// header, the payload, the tag.
enum CipherMeasurement {
  /// The records of a spoken answer in proportion: a transcript event or two for 100 ms of audio in base64.
  private static let mix = [(byteCount: 256, count: 2), (byteCount: 6_600, count: 1)]
  private static let roundCount = 12
  private static let recordsPerRound = 8
  private static let header: [UInt8] = [23, 3, 3, 0, 0]
  /// AES-128-GCM keeps the first place unless another cipher is quicker by more than noise explains.
  private static let requiredGain = 1.1

  /// Quickest first. All three ciphers are in it: only the order is decided.
  static let order = CipherOrder(rank(RecordCipher.allCases.map { ($0, cost(of: $0)) }))

  /// Cheapest first; what OpenSSL does not have comes last.
  static func rank(_ costs: [(cipher: RecordCipher, cost: Double?)]) -> [RecordCipher] {
    costs
      .map { (cipher: $0.cipher, cost: handicapped($0.cost ?? .infinity, $0.cipher)) }
      .sorted { $0.cost < $1.cost }
      .map(\.cipher)
  }

  private static func handicapped(_ cost: Double, _ cipher: RecordCipher) -> Double {
    cipher == .aes128GCM ? cost : cost * requiredGain
  }

  /// What the mix costs in nanoseconds, or nil when OpenSSL does not have the cipher.
  static func cost(of cipher: RecordCipher) -> Double? {
    defer { OpenSSLErrors.clear() }
    guard let context = EVP_CIPHER_CTX_new() else { return nil }
    defer { EVP_CIPHER_CTX_free(context) }
    let zeros = [UInt8](repeating: 0, count: 32)
    guard EVP_CipherInit_ex(context, cipher.evp, nil, zeros, zeros, 1) == 1 else { return nil }
    var total = 0.0
    for (byteCount, count) in mix {
      guard let nanoseconds = quickestRecord(of: byteCount, context) else { return nil }
      total += nanoseconds * Double(count)
    }
    return total
  }

  /// The minimum over rounds: whatever else the machine does can only add to it.
  private static func quickestRecord(of byteCount: Int, _ context: OpaquePointer) -> Double? {
    var record = [UInt8](repeating: 0, count: byteCount)
    let clock = ContinuousClock()
    var quickest = Duration.seconds(1)
    for _ in 0..<roundCount {
      var isComplete = true
      let duration = clock.measure {
        for _ in 0..<recordsPerRound { isComplete = protect(&record, context) && isComplete }
      }
      guard isComplete else { return nil }
      quickest = min(quickest, duration)
    }
    return Double(quickest.components.attoseconds) / 1e9 / Double(recordsPerRound)
  }

  private static func protect(_ record: inout [UInt8], _ context: OpaquePointer) -> Bool {
    let nonce: (UInt64, UInt32) = (0, 0)
    var byteCount: Int32 = 0
    let isReady = withUnsafeBytes(of: nonce) {
      EVP_CipherInit_ex(context, nil, nil, nil, $0.bindMemory(to: UInt8.self).baseAddress, -1) == 1
    }
    return isReady && EVP_CipherUpdate(context, nil, &byteCount, header, Int32(header.count)) == 1
      && record.withUnsafeMutableBufferPointer {
        EVP_CipherUpdate(context, $0.baseAddress, &byteCount, $0.baseAddress, Int32($0.count)) == 1
          && EVP_CipherFinal_ex(context, $0.baseAddress, &byteCount) == 1
      }
  }
}

extension RecordCipher {
  fileprivate var evp: OpaquePointer? {
    switch self {
    case .aes128GCM: EVP_aes_128_gcm()
    case .aes256GCM: EVP_aes_256_gcm()
    case .chacha20Poly1305: EVP_chacha20_poly1305()
    }
  }
}
