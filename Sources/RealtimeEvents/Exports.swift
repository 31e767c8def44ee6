// Whoever reads an event names the types of its JSON, and whoever holds a channel its loop. They come with it.
@_exported public import RealtimeJSON
@_exported public import RealtimeReactor
