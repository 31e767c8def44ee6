// Whoever starts a server names the types of these modules: its loop, its address, its certificate, its audio.
@_exported public import RealtimeAudio
@_exported public import WebSocketTransport
