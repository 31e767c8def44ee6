// Whoever uses a WebSocket names these modules' public types all the time: loops, addresses, TLS settings, close
// codes. They come with it.
@_exported public import RealtimeReactor
@_exported public import RealtimeTLS
@_exported public import RealtimeWebSocketProtocol
