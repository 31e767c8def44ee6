/// What an item of `conversation.item.create` and of a response's `input` may be, and what a response may ask for.
extension Shape {
  static let item = Shape.tagged(by: "type", itemVariants(content))
  static let betaItem = Shape.tagged(by: "type", itemVariants(betaContent))

  /// An item in a response's input may also point to one of the conversation.
  private static func inputItem(_ content: Shape) -> Shape {
    .tagged(by: "type", itemVariants(content) + [.variant("item_reference", [.required("id", .text)])])
  }

  static let response = Shape.object(
    [
      .optional("output_modalities", .list(.modality)),
      .optional(
        "audio",
        .object([
          .optional("output", .object([.optional("format", .audioFormat), .optional("voice", .voice)]))
        ])),
      .optional("parallel_tool_calls", .boolean),
      .optional("reasoning", .reasoning),
    ] + responseFields(content, .tool))

  static let betaResponse = Shape.object(
    [
      .optional("modalities", .list(.modality)),
      // The published beta example uses the general name, the service took both.
      .optional("output_modalities", .list(.modality)),
      .optional("voice", .voice),
      .optional("output_audio_format", .codecName),
      .optional("temperature", .number(0.6...1.2)),
      .optional("max_response_output_tokens", .maximumTokens),
    ] + responseFields(betaContent, .betaTool))

  private static func responseFields(_ content: Shape, _ tool: Shape) -> [Field] {
    [
      .optional("instructions", .text),
      .optional("tools", .list(tool)),
      .optional("tool_choice", .toolChoice),
      .optional("max_output_tokens", .maximumTokens),
      .optional("conversation", .constants(["auto", "none"])),
      .optional("metadata", .nullable(.metadata)),
      .optional("prompt", .prompt),
      .optional("input", .list(inputItem(content))),
    ]
  }

  private static func itemVariants(_ content: Shape) -> [Variant] {
    [
      .variant(
        "message",
        common + [
          .required("role", .constants(["system", "user", "assistant"])),
          .required("content", .list(content)),
        ]),
      .variant(
        "function_call",
        common + [.required("name", .text), .required("arguments", .text), .optional("call_id", .text)]),
      .variant("function_call_output", common + [.required("call_id", .text), .required("output", .text)]),
      .variant(
        "mcp_approval_response",
        common + [.required("approval_request_id", .text), .required("approve", .boolean)]
          + [.optional("reason", .nullable(.text))]),
      .variant(
        "mcp_list_tools", common + [.required("server_label", .text), .required("tools", .list(.map))]),
      .variant(
        "mcp_call",
        common + mcpCall + [
          .optional("approval_request_id", .nullable(.text)), .optional("output", .nullable(.text)),
          .optional("error", .nullable(.map)),
        ]),
      .variant("mcp_approval_request", common + mcpCall),
    ]
  }

  private static let common: [Field] = [
    .optional("id", .text),
    .optional("object", .constants(["realtime.item"])),
    .optional("status", .constants(["completed", "incomplete", "in_progress"])),
  ]

  private static let mcpCall: [Field] = [
    .required("server_label", .text), .required("name", .text), .required("arguments", .text),
  ]

  private static let content = Shape.tagged(by: "type", contentVariants)

  /// A part of a beta item may point to an item of the conversation.
  private static let betaContent = Shape.tagged(
    by: "type", contentVariants + [.variant("item_reference", [.required("id", .text)])])

  private static let contentVariants: [Variant] =
    [
      .variant("input_text", [.required("text", .text)]),
      .variant(
        "input_audio",
        [
          .required("audio", .text), .optional("transcript", .nullable(.text)),
          .optional("format", .codecName),
        ]),
      .variant(
        "input_image",
        [.required("image_url", .text), .optional("detail", .constants(["auto", "low", "high"]))]),
      .variant("output_text", [.required("text", .text)]),
      .variant("output_audio", spoken),
      // The beta names of the two above, still found in general material.
      .variant("text", [.required("text", .text)]),
      .variant("audio", spoken),
    ]

  private static let spoken: [Field] = [
    .optional("audio", .text), .optional("transcript", .nullable(.text)), .optional("text", .text),
    .optional("format", .codecName),
  ]
}
