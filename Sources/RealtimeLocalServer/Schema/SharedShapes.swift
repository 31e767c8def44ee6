import RealtimeAudio

/// The parts that sessions, responses and items have in common, in both generations of the API.
extension Shape {
  static let modality = Shape.constants(["text", "audio"])

  /// An integer, or the word for no bound.
  static let maximumTokens = Shape.either([.integer(1...4_096), .constants(["inf"])])

  /// The name of a voice, or the id of one that the customer made.
  static let voice = Shape.either([.text, .object([.required("id", .text)])])

  static let audioFormat = Shape.tagged(
    by: "type",
    [
      .variant("audio/pcm", [.optional("rate", .integer(24_000...24_000))]),
      .variant("audio/pcmu", []),
      .variant("audio/pcma", []),
    ]
  )

  static let codecName = Shape.constants(AudioEncoding.allCases.map(\.codecName))

  static let transcription = Shape.object([
    .optional("model", .text),
    .optional("language", .text),
    .optional("languages", .list(.text)),
    .optional("keywords", .list(.text)),
    .optional("prompt", .text),
    .optional("delay", .constants(effortLevels)),
  ])

  static let noiseReduction = Shape.object([
    .required("type", .constants(["near_field", "far_field"])),
    .optional("strength", .number(0...1)),
  ])

  static let turnDetection = Shape.tagged(
    by: "type",
    [
      .variant(
        "server_vad",
        [
          .optional("threshold", .number(0...1)),
          .optional("prefix_padding_ms", .integer(0...5_000)),
          .optional("silence_duration_ms", .integer(0...60_000)),
          .optional("create_response", .boolean),
          .optional("interrupt_response", .boolean),
          .optional("idle_timeout_ms", .nullable(.integer(5_000...30_000))),
        ]),
      .variant(
        "semantic_vad",
        [
          .optional("eagerness", .constants(["low", "medium", "high", "auto"])),
          .optional("create_response", .boolean),
          .optional("interrupt_response", .boolean),
        ]),
    ]
  )

  static let include = Shape.list(.constants(["item.input_audio_transcription.logprobs"]))

  static let tracing = Shape.either([
    .constants(["auto"]),
    .object([
      .optional("workflow_name", .text), .optional("group_id", .text), .optional("metadata", .map),
    ]),
  ])

  static let tool = Shape.tagged(by: "type", [functionTool, mcpTool])
  /// The beta API knows no MCP servers.
  static let betaTool = Shape.tagged(by: "type", [functionTool])

  private static let functionTool = Variant.variant(
    "function",
    [
      .required("name", .text), .optional("description", .text), .optional("parameters", .map),
      .optional("strict", .boolean),
    ])

  private static let mcpTool = Variant.variant(
    "mcp",
    [
      .required("server_label", .text),
      .optional("server_url", .text),
      .optional("connector_id", .text),
      .optional("tunnel_id", .text),
      .optional("authorization", .text),
      .optional("server_description", .text),
      .optional("headers", .nullable(.map)),
      .optional("allowed_tools", .nullable(.either([.list(.text), .map]))),
      .optional("allowed_callers", .nullable(.list(.text))),
      .optional("require_approval", .nullable(.either([.constants(["always", "never"]), .map]))),
      .optional("defer_loading", .boolean),
    ])

  static let toolChoice = Shape.either([
    .constants(["none", "auto", "required"]),
    .tagged(
      by: "type",
      [
        .variant("function", [.required("name", .text)]),
        .variant("mcp", [.required("server_label", .text), .optional("name", .nullable(.text))]),
      ]),
  ])

  static let reasoning = Shape.object([.optional("effort", .constants(effortLevels))])

  static let truncation = Shape.either([
    .constants(["auto", "disabled"]),
    .tagged(
      by: "type",
      [
        .variant(
          "retention_ratio",
          [
            .required("retention_ratio", .number(0...1)),
            .optional("token_limits", .object([.optional("post_instructions", .integer(0...Int.max))])),
          ])
      ]),
  ])

  static let prompt = Shape.nullable(
    .object([
      .required("id", .text), .optional("version", .nullable(.text)), .optional("variables", .nullable(.map)),
    ]))

  private static let effortLevels = ["minimal", "low", "medium", "high", "xhigh"]
}
