// Whoever uses a WebSocket names these modules' public types all the time: loops, addresses, TLS settings, close
// codes. They come with it.
@_exported public import Reactor
@_exported public import TLSEngine
@_exported public import WebSocketProtocol
