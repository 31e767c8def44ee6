internal import CRealtimeUV
internal import RealtimeBuffers

/// The system's resolver, and the names that need none.
enum SystemNames {
  /// Both loopback addresses for `localhost` and every name below it, which no name server is asked for (RFC 6761,
  /// section 6.3); `nil` for other names.
  static func loopback(_ name: String, port: UInt16) -> [SocketAddress]? {
    let name = name.hasSuffix(".") ? name.dropLast() : name[...]
    guard name == "localhost" || name.hasSuffix(".localhost") else { return nil }
    return [.loopback(.ipv6, port: port), .loopback(port: port)]
  }

  /// What `getaddrinfo` knows, with port 0, in its order (RFC 6724). Blocks.
  ///
  /// Without AI_ADDRCONFIG, which leaves out loopback interfaces when it looks for IPv6 and so hides `::1` from a
  /// machine whose other addresses are IPv4. An address that this machine has no route to comes last and fails at once.
  static func addresses(of name: String) -> Result<[SocketAddress], ReactorError> {
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = AF_UNSPEC
    unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    let status = unsafe getaddrinfo(name, nil, &hints, &first)
    defer { if unsafe first != nil { unsafe freeaddrinfo(first) } }
    guard status == 0 else {
      let status = status == EAI_SYSTEM ? uv_translate_sys_error(errno) : uvStatus(of: status)
      return .failure(ReactorError(status: status, operation: "resolve \(name)"))
    }
    var addresses: [SocketAddress] = []
    var next = unsafe first
    // A list that the resolver made, ended by `nil`.
    while let info = unsafe next?.pointee {
      let address = unsafe info.ai_addr.flatMap { unsafe SocketAddress($0) }
      if let address, !addresses.contains(address) { addresses.append(address) }
      unsafe next = unsafe info.ai_next
    }
    return .success(addresses)
  }

  /// libuv's number of a failure of `getaddrinfo`, by which errors are named.
  private static func uvStatus(of status: CInt) -> CInt {
    switch status {
    case EAI_AGAIN: UV_EAI_AGAIN.rawValue
    case EAI_FAIL: UV_EAI_FAIL.rawValue
    case EAI_MEMORY: UV_EAI_MEMORY.rawValue
    default: UV_EAI_NONAME.rawValue
    }
  }
}
