internal import CRealtimeOpenSSL

/// OpenSSL's per-thread error queue. What one connection leaves in it would be read as the failure of the next one on
/// the same thread, so it is emptied before every group of calls and drained after a failure.
package enum OpenSSLErrors {
  /// A peer cannot make the list of reasons longer than this.
  static let maximumReasonCount = 4

  /// Cheap when there is nothing to clear, which is nearly always.
  @inline(__always)
  static func clear() {
    if ERR_peek_error() != 0 { ERR_clear_error() }
  }

  /// Takes the queue's entries, oldest first, and leaves it empty.
  static func drain() -> [Entry] {
    var entries: [Entry] = []
    while true {
      let code = ERR_get_error()
      if code == 0 { break }
      if entries.count < maximumReasonCount { entries.append(Entry(code: code)) }
    }
    return entries
  }

  struct Entry {
    let library: Int32
    let reason: Int32
    let text: String

    init(code: UInt) {
      library = ERR_GET_LIB(code)
      reason = ERR_GET_REASON(code)
      if let text = unsafe ERR_reason_error_string(code) {
        self.text = unsafe String(cString: text)
      } else if library == ERR_LIB_SYS {
        self.text = "system error \(reason)"
      } else {
        self.text = "reason \(reason) of library \(library)"
      }
    }
  }

  /// An error about the configuration, with whatever OpenSSL had to say.
  package static func configuration(_ message: String) -> TLSError {
    TLSError(.configuration, message, reasons: drain().map(\.text))
  }

  package static func internalFailure(_ what: String) -> TLSError {
    TLSError(
      .internalFailure, "OpenSSL could not \(what). Check the memory that is left and how OpenSSL is set up.",
      reasons: drain().map(\.text))
  }
}
