/// What `session.update` may carry, by kind of session and generation of the API.
extension Shape {
  static let realtimeSession = Shape.object([
    .required("type", .text),
    .optional("model", .text),
    .optional("output_modalities", .list(.modality)),
    .optional("instructions", .text),
    .optional("audio", .object([.optional("input", audioInput), .optional("output", audioOutput)])),
    .optional("include", .nullable(.include)),
    .optional("tracing", .nullable(.tracing)),
    .optional("tools", .list(.tool)),
    .optional("tool_choice", .toolChoice),
    .optional("parallel_tool_calls", .boolean),
    .optional("reasoning", .reasoning),
    .optional("max_output_tokens", .maximumTokens),
    .optional("truncation", .truncation),
    .optional("prompt", .prompt),
  ])

  static let transcriptionSession = Shape.object([
    .required("type", .text),
    .optional("audio", .object([.optional("input", audioInput)])),
    .optional("include", .nullable(.include)),
  ])

  static let translationSession = Shape.object([
    .optional(
      "audio",
      .object([
        .optional(
          "input",
          .object([
            .optional("transcription", .nullable(.transcription)),
            .optional("noise_reduction", .nullable(.noiseReduction)),
          ])),
        .optional("output", .object([.optional("language", .text)])),
      ]))
  ])

  static let betaSession = Shape.object(
    [
      .optional("model", .text),
      .optional("modalities", .list(.modality)),
      .optional("instructions", .text),
      .optional("voice", .voice),
      .optional("output_audio_format", .codecName),
      .optional("speed", .number(0.25...1.5)),
      .optional("tracing", .nullable(.tracing)),
      .optional("tools", .list(.betaTool)),
      .optional("tool_choice", .toolChoice),
      .optional("temperature", .number(0.6...1.2)),
      .optional("max_response_output_tokens", .maximumTokens),
      .optional("truncation", .truncation),
      .optional("prompt", .prompt),
    ] + betaInput)

  static let betaTranscriptionSession = Shape.object(
    [.optional("modalities", .list(.modality))] + betaInput
  )

  private static let audioInput = Shape.object([
    .optional("format", .audioFormat),
    .optional("transcription", .nullable(.transcription)),
    .optional("noise_reduction", .nullable(.noiseReduction)),
    .optional("turn_detection", .nullable(.turnDetection)),
  ])

  private static let audioOutput = Shape.object([
    .optional("format", .audioFormat),
    .optional("voice", .voice),
    .optional("speed", .number(0.25...1.5)),
  ])

  private static let betaInput: [Field] = [
    .optional("input_audio_format", .codecName),
    .optional("input_audio_transcription", .nullable(.transcription)),
    .optional("input_audio_noise_reduction", .nullable(.noiseReduction)),
    .optional("turn_detection", .nullable(.turnDetection)),
    .optional("include", .nullable(.include)),
    .optional("client_secret", .map),
  ]
}
