/// Puts keys together to what the caller has entered: until the end key, until there are enough, or until a pause.
struct KeyCollector {
  let settings: KeySettings
  private var keys = ""
  private var deadline: Duration?

  init(_ settings: KeySettings) { self.settings = settings }

  /// When `expire` is to be called; `nil` for not at all.
  var nextDeadline: Duration? { deadline }

  /// - Returns: what is complete by this key, without the key that ends it.
  mutating func press(_ key: CarrierDTMF, at now: Duration) -> PressedKeys? {
    if key.key == settings.endKey?.key { return take() }
    keys.append(key.key)
    guard keys.count < max(settings.maximumCount, 1) else { return take() }
    deadline = now + min(max(settings.pause, .zero), .seconds(3_600))
    return nil
  }

  /// - Returns: what is complete by the pause.
  mutating func expire(at now: Duration) -> PressedKeys? {
    guard let deadline, now >= deadline else { return nil }
    return take()
  }

  private mutating func take() -> PressedKeys? {
    deadline = nil
    defer { keys = "" }
    return keys.isEmpty ? nil : PressedKeys(keys: keys)
  }
}

/// How the keys of a caller are put together to an entry.
public struct KeySettings: Sendable {
  /// The key that ends an entry and is no part of it; `nil` for none. Default `#`.
  public var endKey = CarrierDTMF("#")
  /// Keys of the longest entry; from 1. Default 32.
  public var maximumCount = 32
  /// An entry ends when no key follows for so long, up to an hour. Default 3 s.
  public var pause: Duration = .seconds(3)

  /// Everything as by default.
  public init() {}
}

/// What a caller has entered by keys. It may be a secret: it does not print.
public struct PressedKeys: Sendable, Hashable {
  /// The keys in order, each one of `CarrierDTMF`.
  public let keys: String
}

extension PressedKeys: CustomStringConvertible, CustomReflectable {
  public var description: String { keys.count == 1 ? "a key" : "\(keys.count) keys" }
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
