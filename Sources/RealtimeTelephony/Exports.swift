// Whoever carries phone calls holds sessions and sockets all the time. They come with it.
@_exported public import RealtimeSessions
@_exported public import WebSocketTransport
