package import RealtimeJSON

/// The name of an event, and with it the type its listeners get.
///
/// The constant follows from the name on the wire: `response.output_audio.delta` is `.responseOutputAudioDelta`. Any
/// other name, known to this package or not, is a string literal, whose listeners get the `ServerEvent` itself.
///
/// ```swift
/// rt.on(.responseOutputTextDelta) { event in print(event.delta) }
/// rt.on("response.some_future_event") { event in print(event.type) }
/// rt.on(.event) { event in print(event) }  // every event, on one line
/// for name in names { rt.on(EventName(name)) { event in log(event.type) } }
/// ```
///
/// Names are told apart by their bytes, as the service does: two spellings of one `é` are two names.
public struct EventName<Event: ~Escapable>: Sendable, Hashable {
  package enum Target: Sendable, Hashable {
    /// Every event, whatever its type.
    case everyEvent
    case kind(ServerEventKind)
    /// A type this package does not know.
    case name(JSONName)
  }

  package let target: Target

  package init(_ target: Target) { self.target = target }
}

extension EventName where Event == ServerEvent {
  /// Every event, before the listeners of its own type.
  public static var event: Self { Self(.everyEvent) }

  /// Events of this type, known to this package or not. `event` means every event, as its constant does.
  public init(_ type: String) {
    let kind = ServerEventKind(type: type)
    if type == "event" {
      self.init(.everyEvent)
    } else {
      self.init(kind == .unknown ? .name(JSONName(type)) : .kind(kind))
    }
  }
}

extension EventName: ExpressibleByUnicodeScalarLiteral where Event == ServerEvent {}
extension EventName: ExpressibleByExtendedGraphemeClusterLiteral where Event == ServerEvent {}
extension EventName: ExpressibleByStringLiteral where Event == ServerEvent {
  public init(stringLiteral type: String) { self.init(type) }
}
