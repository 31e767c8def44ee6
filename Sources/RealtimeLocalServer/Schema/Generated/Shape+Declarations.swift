// Written by Generator/generate from events.facts: change those, not this file.

/// The shape of everything that a client's event may hold.
extension Shape {
  static let audioFormat: Shape = .tagged([
    "audio/pcm": [.optional("rate", .integer(24_000...24_000))],
    "audio/pcmu": [],
    "audio/pcma": [],
  ])
  static let audioInput: Shape = .object([
    .optional("format", .audioFormat),
    .optional("transcription", .nullable(.audioTranscription)),
    .optional("noise_reduction", .nullable(.noiseReduction)),
    .optional("turn_detection", .nullable(.turnDetection)),
  ])
  static let audioOutput: Shape = .object([
    .optional("format", .audioFormat),
    .optional("voice", .voice),
    .optional("speed", .number(0.25...1.5)),
  ])
  static let audioTranscription: Shape = .object([
    .optional("model", .text),
    .optional("language", .text),
    .optional("languages", .list(.text)),
    .optional("keywords", .list(.text)),
    .optional("prompt", .text),
    .optional("delay", .effortLevel),
  ])
  static let betaAudioFormat: Shape = .constants(["pcm16", "g711_ulaw", "g711_alaw"])
  static let betaContentPart: Shape = .tagged([
    "input_text": [.required("text", .text)],
    "input_audio": [
      .required("audio", .text),
      .optional("transcript", .nullable(.text)),
      .optional("format", .betaAudioFormat),
    ],
    "input_image": [
      .required("image_url", .text),
      .optional("detail", .constants(["auto", "low", "high"])),
    ],
    "output_text": [.required("text", .text)],
    "output_audio": [
      .optional("audio", .text),
      .optional("transcript", .nullable(.text)),
      .optional("text", .text),
      .optional("format", .betaAudioFormat),
    ],
    "text": [.required("text", .text)],
    "audio": [
      .optional("audio", .text),
      .optional("transcript", .nullable(.text)),
      .optional("text", .text),
      .optional("format", .betaAudioFormat),
    ],
    "item_reference": [.required("id", .text)],
  ])
  static let betaConversationItem: Shape = .tagged([
    "message": betaMessageItemFields,
    "function_call": functionCallItemFields,
    "function_call_output": functionCallOutputItemFields,
    "mcp_approval_response": mcpApprovalResponseItemFields,
    "mcp_list_tools": mcpListToolsItemFields,
    "mcp_call": mcpCallItemFields,
    "mcp_approval_request": mcpApprovalRequestItemFields,
    "item_reference": itemReferenceFields,
  ])
  static let betaConversationItemWithoutItemReference: Shape = .tagged([
    "message": betaMessageItemFields,
    "function_call": functionCallItemFields,
    "function_call_output": functionCallOutputItemFields,
    "mcp_approval_response": mcpApprovalResponseItemFields,
    "mcp_list_tools": mcpListToolsItemFields,
    "mcp_call": mcpCallItemFields,
    "mcp_approval_request": mcpApprovalRequestItemFields,
  ])
  static let betaMessageItemFields: [Field] = [
    .optional("id", .text),
    .optional("object", .constants(["realtime.item"])),
    .optional("status", .itemStatus),
    .required("role", .messageRole),
    .required("content", .list(.betaContentPart)),
  ]
  static let betaResponseParameters: Shape = .object([
    .optional("modalities", .list(.modality)),
    .optional("instructions", .text),
    .optional("voice", .voice),
    .optional("output_audio_format", .betaAudioFormat),
    .optional("tools", .list(.betaTool)),
    .optional("tool_choice", .toolChoice),
    .optional("temperature", .number(0.6...1.2)),
    .optional("max_output_tokens", .tokenLimit),
    .optional("max_response_output_tokens", .tokenLimit),
    .optional("conversation", .responseConversation),
    .optional("metadata", .nullable(.metadata)),
    .optional("prompt", .nullable(.prompt)),
    .optional("input", .list(.betaConversationItem)),
    .optional("output_modalities", .list(.modality)),
  ])
  static let betaSessionParameters: Shape = .object([
    .optional("modalities", .list(.modality)),
    .optional("model", .text),
    .optional("instructions", .text),
    .optional("voice", .voice),
    .optional("input_audio_format", .betaAudioFormat),
    .optional("output_audio_format", .betaAudioFormat),
    .optional("input_audio_transcription", .nullable(.audioTranscription)),
    .optional("turn_detection", .nullable(.turnDetection)),
    .optional("input_audio_noise_reduction", .nullable(.noiseReduction)),
    .optional("speed", .number(0.25...1.5)),
    .optional("tracing", .nullable(.tracing)),
    .optional("tools", .list(.betaTool)),
    .optional("tool_choice", .toolChoice),
    .optional("temperature", .number(0.6...1.2)),
    .optional("max_response_output_tokens", .tokenLimit),
    .optional("truncation", .truncation),
    .optional("prompt", .nullable(.prompt)),
    .optional("client_secret", .map),
    .optional("include", .nullable(.list(.includedField))),
  ])
  static let betaTool: Shape = .tagged(["function": functionToolFields])
  static let betaTranscriptionSessionParameters: Shape = .object([
    .optional("modalities", .list(.modality)),
    .optional("input_audio_format", .betaAudioFormat),
    .optional("input_audio_transcription", .nullable(.audioTranscription)),
    .optional("turn_detection", .nullable(.turnDetection)),
    .optional("input_audio_noise_reduction", .nullable(.noiseReduction)),
    .optional("include", .nullable(.list(.includedField))),
    .optional("client_secret", .map),
  ])
  static let contentPart: Shape = .tagged([
    "input_text": [.required("text", .text)],
    "input_audio": [
      .required("audio", .text),
      .optional("transcript", .nullable(.text)),
      .optional("format", .betaAudioFormat),
    ],
    "input_image": [
      .required("image_url", .text),
      .optional("detail", .constants(["auto", "low", "high"])),
    ],
    "output_text": [.required("text", .text)],
    "output_audio": [
      .optional("audio", .text),
      .optional("transcript", .nullable(.text)),
      .optional("text", .text),
      .optional("format", .betaAudioFormat),
    ],
    "text": [.required("text", .text)],
    "audio": [
      .optional("audio", .text),
      .optional("transcript", .nullable(.text)),
      .optional("text", .text),
      .optional("format", .betaAudioFormat),
    ],
  ])
  static let conversationItem: Shape = .tagged([
    "message": messageItemFields,
    "function_call": functionCallItemFields,
    "function_call_output": functionCallOutputItemFields,
    "mcp_approval_response": mcpApprovalResponseItemFields,
    "mcp_list_tools": mcpListToolsItemFields,
    "mcp_call": mcpCallItemFields,
    "mcp_approval_request": mcpApprovalRequestItemFields,
    "item_reference": itemReferenceFields,
  ])
  static let conversationItemWithoutItemReference: Shape = .tagged([
    "message": messageItemFields,
    "function_call": functionCallItemFields,
    "function_call_output": functionCallOutputItemFields,
    "mcp_approval_response": mcpApprovalResponseItemFields,
    "mcp_list_tools": mcpListToolsItemFields,
    "mcp_call": mcpCallItemFields,
    "mcp_approval_request": mcpApprovalRequestItemFields,
  ])
  static let customVoice: Shape = .object([.required("id", .text)])
  static let eagerness: Shape = .constants(["low", "medium", "high", "auto"])
  static let effortLevel: Shape = .constants(["minimal", "low", "medium", "high", "xhigh"])
  static let functionCallItemFields: [Field] = [
    .optional("id", .text),
    .optional("object", .constants(["realtime.item"])),
    .optional("status", .itemStatus),
    .optional("call_id", .text),
    .required("name", .text),
    .required("arguments", .text),
  ]
  static let functionCallOutputItemFields: [Field] = [
    .optional("id", .text),
    .optional("object", .constants(["realtime.item"])),
    .optional("status", .itemStatus),
    .required("call_id", .text),
    .required("output", .text),
  ]
  static let functionChoiceFields: [Field] = [.required("name", .text)]
  static let functionToolFields: [Field] = [
    .required("name", .text),
    .optional("description", .text),
    .optional("parameters", .map),
    .optional("strict", .boolean),
  ]
  static let includedField: Shape = .constants(["item.input_audio_transcription.logprobs"])
  static let itemReferenceFields: [Field] = [.required("id", .text)]
  static let itemStatus: Shape = .constants(["completed", "incomplete", "in_progress"])
  static let mcpApprovalRequestItemFields: [Field] = [
    .optional("id", .text),
    .required("server_label", .text),
    .required("name", .text),
    .required("arguments", .text),
    .optional("object", .constants(["realtime.item"])),
    .optional("status", .itemStatus),
  ]
  static let mcpApprovalResponseItemFields: [Field] = [
    .optional("id", .text),
    .required("approval_request_id", .text),
    .required("approve", .boolean),
    .optional("reason", .nullable(.text)),
    .optional("object", .constants(["realtime.item"])),
    .optional("status", .itemStatus),
  ]
  static let mcpCallItemFields: [Field] = [
    .optional("id", .text),
    .required("server_label", .text),
    .required("name", .text),
    .required("arguments", .text),
    .optional("approval_request_id", .nullable(.text)),
    .optional("output", .nullable(.text)),
    .optional("error", .nullable(.map)),
    .optional("object", .constants(["realtime.item"])),
    .optional("status", .itemStatus),
  ]
  static let mcpChoiceFields: [Field] = [
    .required("server_label", .text),
    .optional("name", .nullable(.text)),
  ]
  static let mcpListToolsItemFields: [Field] = [
    .optional("id", .text),
    .required("server_label", .text),
    .required("tools", .list(.map)),
    .optional("object", .constants(["realtime.item"])),
    .optional("status", .itemStatus),
  ]
  static let mcpToolFields: [Field] = [
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
  ]
  static let messageItemFields: [Field] = [
    .optional("id", .text),
    .optional("object", .constants(["realtime.item"])),
    .optional("status", .itemStatus),
    .required("role", .messageRole),
    .required("content", .list(.contentPart)),
  ]
  static let messageRole: Shape = .constants(["system", "user", "assistant"])
  static let modality: Shape = .constants(["text", "audio"])
  static let noiseReduction: Shape = .object([
    .required("type", .noiseReductionType),
    .optional("strength", .number(0...1)),
  ])
  static let noiseReductionType: Shape = .constants(["near_field", "far_field"])
  static let prompt: Shape = .object([
    .required("id", .text),
    .optional("version", .nullable(.text)),
    .optional("variables", .nullable(.map)),
  ])
  static let realtimeSessionParameters: Shape = .object([
    .required("type", .text),
    .optional("model", .text),
    .optional("output_modalities", .list(.modality)),
    .optional("instructions", .text),
    .optional("audio", .sessionAudio),
    .optional("include", .nullable(.list(.includedField))),
    .optional("tracing", .nullable(.tracing)),
    .optional("tools", .list(.tool)),
    .optional("tool_choice", .toolChoice),
    .optional("parallel_tool_calls", .boolean),
    .optional("reasoning", .reasoning),
    .optional("max_output_tokens", .tokenLimit),
    .optional("truncation", .truncation),
    .optional("prompt", .nullable(.prompt)),
  ])
  static let reasoning: Shape = .object([.optional("effort", .effortLevel)])
  static let responseAudio: Shape = .object([.optional("output", .responseAudioOutput)])
  static let responseAudioOutput: Shape = .object([
    .optional("format", .audioFormat),
    .optional("voice", .voice),
  ])
  static let responseConversation: Shape = .constants(["auto", "none"])
  static let responseParameters: Shape = .object([
    .optional("output_modalities", .list(.modality)),
    .optional("instructions", .text),
    .optional("audio", .responseAudio),
    .optional("tools", .list(.tool)),
    .optional("tool_choice", .toolChoice),
    .optional("parallel_tool_calls", .boolean),
    .optional("reasoning", .reasoning),
    .optional("max_output_tokens", .tokenLimit),
    .optional("conversation", .responseConversation),
    .optional("metadata", .nullable(.metadata)),
    .optional("prompt", .nullable(.prompt)),
    .optional("input", .list(.conversationItem)),
  ])
  static let retentionRatioFields: [Field] = [
    .required("retention_ratio", .number(0...1)),
    .optional("token_limits", .tokenLimits),
  ]
  static let semanticVADFields: [Field] = [
    .optional("eagerness", .eagerness),
    .optional("create_response", .boolean),
    .optional("interrupt_response", .boolean),
  ]
  static let serverVADFields: [Field] = [
    .optional("threshold", .number(0...1)),
    .optional("prefix_padding_ms", .integer(0...5_000)),
    .optional("silence_duration_ms", .integer(0...60_000)),
    .optional("create_response", .boolean),
    .optional("interrupt_response", .boolean),
    .optional("idle_timeout_ms", .nullable(.integer(5_000...30_000))),
  ]
  static let sessionAudio: Shape = .object([
    .optional("input", .audioInput),
    .optional("output", .audioOutput),
  ])
  static let tokenLimit: Shape = .either([.integer(1...4_096), .constants(["inf"])])
  static let tokenLimits: Shape = .object([.optional("post_instructions", .integer(0...Int.max))])
  static let tool: Shape = .tagged(["function": functionToolFields, "mcp": mcpToolFields])
  static let toolChoice: Shape = .either([
    .constants(["none", "auto", "required"]),
    .tagged([
      "function": functionChoiceFields,
      "mcp": mcpChoiceFields,
    ]),
  ])
  static let tracing: Shape = .either([.constants(["auto"]), .tracingConfiguration])
  static let tracingConfiguration: Shape = .object([
    .optional("workflow_name", .text),
    .optional("group_id", .text),
    .optional("metadata", .map),
  ])
  static let transcriptionAudio: Shape = .object([.optional("input", .audioInput)])
  static let transcriptionSessionParameters: Shape = .object([
    .required("type", .text),
    .optional("audio", .transcriptionAudio),
    .optional("include", .nullable(.list(.includedField))),
  ])
  static let translationAudio: Shape = .object([
    .optional("input", .translationAudioInput),
    .optional("output", .translationAudioOutput),
  ])
  static let translationAudioInput: Shape = .object([
    .optional("transcription", .nullable(.audioTranscription)),
    .optional("noise_reduction", .nullable(.noiseReduction)),
  ])
  static let translationAudioOutput: Shape = .object([.optional("language", .text)])
  static let translationSessionParameters: Shape = .object([.optional("audio", .translationAudio)])
  static let truncation: Shape = .either([
    .constants(["auto", "disabled"]),
    .tagged(["retention_ratio": retentionRatioFields]),
  ])
  static let turnDetection: Shape = .tagged([
    "server_vad": serverVADFields,
    "semantic_vad": semanticVADFields,
  ])
  static let voice: Shape = .either([.text, .customVoice])
}
