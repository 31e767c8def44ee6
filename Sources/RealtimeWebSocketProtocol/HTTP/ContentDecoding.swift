internal import CRealtimeZlib

/// Unpacks the body of a refusal that came with a content coding nobody had asked for (RFC 9110 section 8.4).
enum ContentDecoding {
  struct Content {
    var body: [UInt8]
    var isTruncated: Bool
    /// The coding that is not read here.
    var unreadable: String?
  }

  /// Bytes that are unpacked at a time, so that a limit takes memory only as it is used.
  private static let pieceByteCount = 16 << 10
  /// A name that is longer than any coding's is not repeated.
  private static let maximumNameByteCount = 32

  private enum Format {
    /// Gzip or zlib, told by how it begins.
    case wrapped
    /// Deflate without a wrapping, which some servers send as `deflate`.
    case raw

    var windowBits: Int32 {
      switch self {
      case .wrapped: MAX_WBITS + 32
      case .raw: -MAX_WBITS
      }
    }
  }

  /// - Parameter limit: bytes that are kept of what was unpacked.
  static func decode(_ body: [UInt8], _ headers: HTTPHeaders, isTruncated: Bool, limit: Int) -> Content {
    let codings = headers.elements(of: "Content-Encoding").map { $0.lowercased() }.filter { $0 != "identity" }
    guard let coding = codings.first, !body.isEmpty else { return Content(body: body, isTruncated: isTruncated) }
    if codings.count == 1 {
      switch coding {
      case "gzip", "x-gzip":
        if let content = inflate(body, .wrapped, isTruncated, limit) { return content }
      case "deflate":
        if let content = inflate(body, .wrapped, isTruncated, limit) { return content }
        if let content = inflate(body, .raw, isTruncated, limit) { return content }
      default: break
      }
    }
    let name = codings.joined(separator: ", ")
    let isName = name.utf8.count <= maximumNameByteCount && codings.allSatisfy { HeaderSyntax.isToken($0.utf8) }
    return Content(body: [], isTruncated: true, unreadable: isName ? name : "unknown")
  }

  /// `nil` for what is not in this format from its first byte on. What breaks later is kept up to there.
  private static func inflate(_ body: [UInt8], _ format: Format, _ isTruncated: Bool, _ limit: Int) -> Content? {
    var stream = unsafe z_stream()
    guard unsafe rt_inflate_init_wrapped(&stream, format.windowBits) == Z_OK else { return nil }
    defer { unsafe inflateEnd(&stream) }
    var packed = body
    // Bound: the one byte more can be added.
    let limit = min(max(limit, 0), 1 << 30)
    var output: [UInt8] = []
    let result = unsafe packed.withUnsafeMutableBufferPointer { input in
      // Bounds, here and below: zlib reads and writes no more than these counts, and nothing after the closures.
      unsafe stream.next_in = input.baseAddress
      unsafe stream.avail_in = UInt32(clamping: input.count)
      var result = Z_OK
      // A piece that is full may be followed by another. One byte more than is kept tells whether there was more.
      while result == Z_OK, unsafe stream.avail_out == 0, output.count <= limit {
        result = unsafe inflatePiece(&stream, atMost: limit - output.count + 1, to: &output)
      }
      return result
    }
    guard !output.isEmpty || result == Z_STREAM_END || result == Z_OK else { return nil }
    return Content(
      body: Array(output.prefix(limit)),
      isTruncated: isTruncated || result != Z_STREAM_END || output.count > limit)
  }

  private static func inflatePiece(
    _ stream: inout z_stream, atMost room: Int, to output: inout [UInt8]
  ) -> Int32 {
    let size = min(room, pieceByteCount)
    var result = Z_OK
    output += unsafe [UInt8](unsafeUninitializedCapacity: size) { piece, count in
      unsafe stream.next_out = piece.baseAddress
      unsafe stream.avail_out = UInt32(size)
      result = unsafe CRealtimeZlib.inflate(&stream, Z_SYNC_FLUSH)
      count = unsafe size - Int(stream.avail_out)
    }
    return result
  }
}
