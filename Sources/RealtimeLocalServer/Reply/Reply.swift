public import RealtimeAudio

/// What the local model answers to one `response.create`: output items in the order in which they are streamed.
///
/// ```swift
/// Reply.speech(pcm, transcript: "Good morning!")
/// Reply(items: [.message([.text("One moment.")]), .functionCall(name: "lookup", arguments: #"{"id":7}"#)])
/// ```
public struct Reply: Sendable, Equatable {
  /// One part of a message item.
  public enum Part: Sendable, Equatable {
    /// Written words, streamed word by word.
    case text(String)
    /// Spoken words: bytes in the response's output format (see ``ReplyRequest/outputFormat``) and what they say.
    case audio([UInt8], transcript: String)
  }

  /// One output item.
  public enum Item: Sendable, Equatable {
    /// A message of the assistant.
    case message([Part])
    /// A call of one of the caller's tools; `arguments` is JSON text.
    case functionCall(name: String, arguments: String)
    /// A call to a tool of an MCP server, which the server makes itself: see ``ReplyScript/callTool``. Where the
    /// session's `require_approval` asks for it, the response ends with the request, and the call and what follows it
    /// come once the client has approved.
    case mcpCall(MCPToolCall)
  }

  /// What `response.done` says about tokens.
  public enum Usage: Sendable, Equatable {
    /// What the response took, by the service's rates.
    case counted
    /// The same, with so many of the input tokens from the cache.
    case cached(Int)
    /// `null`, which the service reports now and then for a response that was cancelled early.
    case absent
  }

  /// How the response ends once its items are out.
  public enum Outcome: Sendable, Equatable {
    /// `response.done` with status `completed`.
    case completed
    /// `response.done` with status `failed` and this error, as when the service fails in mid-response.
    case failed(code: String, message: String)
    /// `response.done` with status `incomplete` because of the content filter.
    case contentFiltered
  }

  /// What is streamed, in this order.
  public var items: [Item]
  /// How the response ends after the items.
  public var outcome: Outcome
  /// The tokens that `response.done` reports.
  public var usage: Usage

  /// A reply of these items.
  public init(items: [Item], outcome: Outcome = .completed, usage: Usage = .counted) {
    self.items = items
    self.outcome = outcome
    self.usage = usage
  }

  /// One message of text.
  public static func text(_ text: String) -> Reply { Reply(items: [.message([.text(text)])]) }

  /// One message of speech.
  public static func speech(_ audio: [UInt8], transcript: String) -> Reply {
    Reply(items: [.message([.audio(audio, transcript: transcript)])])
  }

  /// One message whose words are not spoken but hummed: a tone as long as saying them would take.
  public static func hummed(_ words: String, format: AudioEncoding) -> Reply {
    speech(Hum.audio(milliseconds: words.utf8.count * Hum.millisecondsPerCharacter, format: format), transcript: words)
  }

  /// One function call.
  public static func functionCall(name: String, arguments: String) -> Reply {
    Reply(items: [.functionCall(name: name, arguments: arguments)])
  }

  /// One call to a tool of an MCP server.
  public static func mcpCall(serverLabel: String, name: String, arguments: String) -> Reply {
    Reply(items: [.mcpCall(MCPToolCall(serverLabel: serverLabel, name: name, arguments: arguments))])
  }

  /// A response that fails without any output.
  public static func failure(code: String, message: String) -> Reply {
    Reply(items: [], outcome: .failed(code: code, message: message))
  }
}

extension Reply {
  /// The reply as the response may give it: words alone where text was asked for, and no more audio than the limit.
  func adapted(to modality: ReplyRequest.Modality, format: AudioEncoding, limits: LocalSessionLimits) -> Reply {
    var budget = limits.maximumReplyAudioByteCount
    var adapted = self
    adapted.items = items.map { item in
      guard case .message(let parts) = item else { return item }
      return .message(parts.map { $0.adapted(to: modality, format: format, budget: &budget) })
    }
    return adapted
  }
}

extension Reply.Part {
  fileprivate func adapted(to modality: ReplyRequest.Modality, format: AudioEncoding, budget: inout Int) -> Reply.Part {
    guard case .audio(let bytes, let transcript) = self else { return self }
    if modality == .text { return .text(transcript) }
    // Audio ends with a whole sample, and within what is left of the limit.
    let byteCount = min(bytes.count, budget) / format.bytesPerSample * format.bytesPerSample
    budget -= byteCount
    return byteCount == bytes.count ? self : .audio(Array(bytes.prefix(byteCount)), transcript: transcript)
  }
}
