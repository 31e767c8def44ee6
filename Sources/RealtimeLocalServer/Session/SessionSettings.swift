import RealtimeEvents
import RealtimeAudio
import RealtimeJSON

/// The settings of one session, kept as the general API's session object, and the rules of `session.update`.
struct SessionSettings {
  enum Kind: String {
    case realtime
    case transcription
  }

  let kind: Kind
  let generation: RealtimeAPI
  private(set) var values: JSONValue

  /// - Parameter clientSecret: the key that a beta transcription session shows.
  init(kind: Kind, generation: RealtimeAPI, id: String, model: String, expiresAt: Int, clientSecret: String) {
    self.kind = kind
    self.generation = generation
    switch kind {
    case .realtime:
      values = SessionDefaults.realtime(id: id, model: model, expiresAt: expiresAt, generation: generation)
    case .transcription:
      values = SessionDefaults.transcription(id: id, expiresAt: expiresAt, generation: generation)
      if generation == .beta {
        values["client_secret"] = ["value": .string(clientSecret), "expires_at": .number(expiresAt)]
      }
    }
  }

  /// Merges the `session` of a `session.update`: an absent field stays, null clears.
  ///
  /// Nothing changes when it throws. `isVoiceFixed` says that the assistant has been heard already.
  mutating func update(_ session: JSONValue, isVoiceFixed: Bool) throws(ServiceFailure) {
    let update = try checked(session)
    if let model = update["model"], model != values["model"] { throw .modelIsFixed }
    if isVoiceFixed, let voice = update.value(at: Self.voicePath), voice != values.value(at: Self.voicePath) {
      throw .voiceIsFixed
    }
    var merged = values
    merged.merge(update, atDepthOf: Self.mergedPaths)
    merged.completeTurnDetection()
    values = merged
  }

  /// The session object as this generation shows it in `session.created` and `session.updated`.
  var json: JSONValue { generation == .ga ? values : BetaSpelling.session.beta(from: values) }

  // MARK: What the session core reads

  var inputFormat: AudioEncoding { format(at: ["audio", "input", "format"]) }
  var outputFormat: AudioEncoding { format(at: ["audio", "output", "format"]) }
  var transcription: JSONValue? { values.value(at: ["audio", "input", "transcription"]).flatMap(\.nonNull) }
  var includesLogProbabilities: Bool { values.elements("include").contains("item.input_audio_transcription.logprobs") }
  var tools: [JSONValue] { values.elements("tools") }
  var turnDetection: LocalTurnDetection? {
    values.value(at: ["audio", "input", "turn_detection"]).flatMap(LocalTurnDetection.init)
  }

  private func format(at path: [String]) -> AudioEncoding {
    values.value(at: path).flatMap(AudioEncoding.init(json:)) ?? .pcm16
  }

  // MARK: Rules

  private static let voicePath = ["audio", "output", "voice"]
  /// Objects that are merged member by member; every other value replaces the one before.
  private static let mergedPaths: Set<[String]> = [["audio"], ["audio", "input"], ["audio", "output"]]

  /// The update in the general form, once it has passed every check that needs no state.
  private func checked(_ session: JSONValue) throws(ServiceFailure) -> JSONValue {
    switch (generation, kind) {
    case (.ga, .realtime):
      try checkType(session)
      try Shape.realtimeSessionParameters.check(session, path: "session")
      try Self.checkModalities(session["output_modalities"], param: "session.output_modalities")
      return session
    case (.ga, .transcription):
      try checkType(session)
      try Shape.transcriptionSessionParameters.check(session, path: "session")
      return session
    case (.beta, .realtime):
      try Shape.betaSessionParameters.check(session, path: "session")
      return BetaSpelling.session.general(from: session.removing("client_secret"))
    case (.beta, .transcription):
      try Shape.betaTranscriptionSessionParameters.check(session, path: "session")
      return BetaSpelling.session.general(from: session.removing("client_secret"))
    }
  }

  private func checkType(_ session: JSONValue) throws(ServiceFailure) {
    guard let type = session["type"]?.string else { return }
    let names = ["realtime", "transcription"]
    guard names.contains(type) else { throw .invalidValue(type, supported: names, param: "session.type") }
    guard type == kind.rawValue else { throw .wrongSessionType(expected: kind.rawValue) }
  }

  /// The general API answers in text or in audio, never in both.
  static func checkModalities(_ value: JSONValue?, param: String) throws(ServiceFailure) {
    guard let value else { return }
    let names = value.array?.compactMap(\.string) ?? []
    if names.count == 1 { return }
    let list = names.map { "'\($0)'" }.joined(separator: ", ")
    throw ServiceFailure(
      "invalid_value",
      "Invalid modalities: [\(ServiceFailure.shortened(list))]. Supported combinations are: ['text'] and ['audio'].",
      param: param)
  }
}

extension JSONValue {
  /// Fills in what a turn detection leaves out, as the service shows it.
  fileprivate mutating func completeTurnDetection() {
    let path = ["audio", "input", "turn_detection"]
    guard let given = value(at: path), let type = given["type"]?.string else { return }
    var complete = SessionDefaults.turnDetection(type: type)
    for (name, member) in given.members { complete.set(member, at: [name]) }
    set(complete, at: path)
  }
}
