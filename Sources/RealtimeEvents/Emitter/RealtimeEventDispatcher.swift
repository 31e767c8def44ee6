internal import RealtimeBuffers
internal import RealtimeJSON

/// Turns received messages into events and errors, and gives them to an emitter.
///
/// The core between a transport and its listeners: it has no socket, and can be driven by any. Give it each message
/// whole and in order. A message that is not an event is one error, `could not parse websocket event`, whose cause is a
/// `ServerEventError` without a byte of the message; the next message is read as if nothing had been.
///
/// Loop-bound, like the emitter.
public final class RealtimeEventDispatcher {
  static let parseFailure = "could not parse websocket event"
  static let audioFailure = "could not decode the audio of an event"

  private let emitter: RealtimeEmitter
  private let reader: ServerEventReader

  /// - Parameter emitter: Who gets the events and the errors.
  public convenience init(emitter: RealtimeEmitter) {
    self.init(emitter: emitter, reader: ServerEventReader(pool: BlockPool()))
  }

  package init(emitter: RealtimeEmitter, reader: ServerEventReader) {
    self.emitter = emitter
    self.reader = reader
  }

  /// Takes a message whose bytes nobody has validated, such as a binary frame. Bytes that are not UTF-8 are
  /// read as replacement characters: openai-node rule D7.
  public func receive(_ message: RawSpan) {
    if message.isUTF8 { return receive(validatedText: message) }
    let text = unsafe message.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    unsafe receive(validatedText: text.utf8Span.span.bytes)
  }

  /// Takes a message whose bytes were validated as UTF-8, such as the transport does for a text frame.
  package func receive(validatedText message: RawSpan) {
    do throws(ServerEventError) {
      try reader.read(message) { emitter.emit($0) }
    } catch {
      emitter.emit(OpenAIRealtimeError(Self.parseFailure, cause: error))
    }
    if let error = reader.takeAudioError() { emitter.emit(OpenAIRealtimeError(Self.audioFailure, cause: error)) }
    // Decoded audio goes back to the pool of the loop, so that a connection holds memory only while it decodes.
    reader.releaseMemory()
  }
}

@available(*, unavailable, message: "a dispatcher is used on the loop of its connection only")
extension RealtimeEventDispatcher: Sendable {}
