// Whoever starts a server names the types of these modules: its loop, its address, its certificate.
@_exported public import WebSocketTransport
