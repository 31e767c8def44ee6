internal import CRealtimeOpenSSL

/// Another user of OpenSSL on the same thread, who does not clean up.
enum OpenSSLErrorQueue {
  static func leaveAnError() {
    var byte: UInt8 = 0
    var cursor: UnsafePointer<UInt8>?
    withUnsafePointer(to: &byte) { start in
      cursor = start
      _ = d2i_X509(nil, &cursor, 1)
    }
    precondition(!isEmpty)
  }

  static var isEmpty: Bool { ERR_peek_error() == 0 }
}
