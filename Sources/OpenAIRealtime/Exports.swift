// Whoever holds a session names these modules' public types all the time: loops, sockets, close reports, limits, JSON
// values. They come with it.
@_exported public import RealtimeJSON
@_exported public import WebSocketTransport
