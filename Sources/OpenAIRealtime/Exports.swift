// Whoever holds a session names these modules' public types all the time: events, loops, sockets, close
// reports, limits, JSON values. They come with it.
@_exported public import RealtimeEvents
@_exported public import WebSocketTransport
