// Whoever watches sessions holds them. They come with it.
@_exported public import RealtimeSessions
