// Whoever holds a session names its events, its client and its audio encodings all the time. They come with it.
@_exported public import OpenAIRealtime
@_exported public import RealtimeAudio
