import RealtimeEvents

/// One event of each kind a client can send, with as much in it as it can hold.
enum ClientEventSamples {
  static let all: [ClientEvent] = conversation + buffers + responses + sessions

  static let conversation: [ClientEvent] = [
    .conversationItemCreate(.user("hi")),
    .conversationItemCreate(.system("be kind"), previousItemID: "root", eventID: "c1"),
    .conversationItemCreate(.assistant("hello")),
    .conversationItemCreate(
      .user([
        .inputText("look"), .inputAudio(base64: "AAEC", transcript: "listen"),
        .inputImage(url: "data:image/png;base64,iVBORw0KGgo=", detail: .high),
      ])
    ),
    .conversationItemCreate(
      .message(
        MessageItem(
          id: "item_a",
          object: "realtime.item",
          status: .incomplete,
          role: .assistant,
          content: [.outputAudio(transcript: "hello")]
        )
      )
    ),
    .conversationItemCreate(
      .functionCall(
        FunctionCallItem(
          id: "f", status: .inProgress, callID: "call_1", name: "lookup", arguments: #"{"q":1}"#)
      )
    ),
    .conversationItemCreate(.functionCallOutput(callID: "call_1", output: #"{"ok":true}"#)),
    .conversationItemCreate(
      .mcpApprovalRequest(
        MCPApprovalRequestItem(id: "mr", serverLabel: "srv", name: "t", arguments: "{}")
      )
    ),
    .conversationItemCreate(
      .mcpApprovalResponse(
        MCPApprovalResponseItem(id: "mp", approvalRequestID: "mr", approve: false, reason: "no")
      )
    ),
    .conversationItemCreate(
      .mcpListTools(
        MCPListToolsItem(
          id: "ml",
          serverLabel: "srv",
          tools: [
            MCPListedTool(
              name: "t",
              description: .null,
              inputSchema: ["type": "object"],
              annotations: .value(["x": 1])
            )
          ]
        )
      )
    ),
    .conversationItemCreate(
      .mcpCall(
        MCPCallItem(
          id: "mc",
          serverLabel: "srv",
          name: "t",
          arguments: "{}",
          approvalRequestID: .null,
          output: .null,
          error: .value(MCPError(type: .toolExecutionError, message: "boom"))
        )
      )
    ),
    .conversationItemDelete("item_003", eventID: "event_901"),
    .conversationItemRetrieve("item_003"),
    .conversationItemTruncate("item_002", contentIndex: 0, audioEndMs: 1500, eventID: "event_678"),
  ]

  static let buffers: [ClientEvent] = [
    .inputAudioBufferAppend([0, 1, 2, 253, 254, 255]),
    .inputAudioBufferAppend([], eventID: "empty"),
    .inputAudioBufferClear(eventID: "event_012"),
    .outputAudioBufferClear(),
    .inputAudioBufferCommit(),
    .sessionInputAudioBufferAppend([1, 2, 3, 4], eventID: "t1"),
    .sessionClose(eventID: "event_789"),
  ]

  static let responses: [ClientEvent] = [
    .responseCancel(),
    .responseCancel(responseID: "resp_12345", eventID: "e"),
    .responseCreate(),
    .responseCreate(eventID: "plain"),
    .responseCreate(ResponseParameters(metadata: .null, prompt: .null, input: [])),
    .responseCreate(
      ResponseParameters(
        outputModalities: [.text],
        instructions: "Quote \"this\" \u{2028}\n",
        audio: ResponseAudio(output: ResponseAudioOutput(format: .pcmu, voice: .custom(id: "voice_1"))),
        tools: [.function(FunctionTool(name: "f", description: "d", parameters: ["type": "object"]))],
        toolChoice: .function(FunctionChoice(name: "f")),
        parallelToolCalls: false,
        reasoning: Reasoning(effort: .minimal),
        maxOutputTokens: 4096,
        conversation: .outOfBand,
        metadata: .value(["b": "2", "a": "1"]),
        prompt: .value(
          Prompt(
            id: "pmpt_1",
            version: "2",
            variables: .value([
              "name": "Ada",
              "note": .inputText(
                PromptText(text: "t", promptCacheBreakpoint: PromptCacheBreakpoint(mode: "explicit"))),
              "photo": .inputImage(PromptImage(imageURL: .null, fileID: "file_1", detail: .low)),
              "paper": .inputFile(
                PromptFile(fileID: .null, filename: "a.pdf", fileData: "AAEC", detail: .auto)),
            ])
          )
        ),
        input: [.itemReference(ItemReference(id: "item_12345")), .user("Summarize.")]
      ),
      eventID: "full"
    ),
    .betaResponseCreate(
      BetaResponseParameters(
        modalities: [.audio, .text],
        instructions: "Be brief.",
        voice: "sage",
        outputAudioFormat: .g711Ulaw,
        tools: [.function(FunctionTool(name: "f"))],
        toolChoice: .required,
        temperature: 0.8,
        maxResponseOutputTokens: .unlimited,
        conversation: .auto,
        metadata: .value(["k": "v"]),
        input: [.user("hi")]
      )
    ),
    .raw(["type": "response.some_future_event", "level": 1.5]),
  ]

  static let sessions: [ClientEvent] = [
    .sessionUpdate(fullSession, eventID: "evt_full"),
    .sessionUpdate(
      RealtimeSessionParameters(
        instructions: "",
        audio: SessionAudio(
          input: AudioInput(transcription: .null, noiseReduction: .null, turnDetection: .null)
        ),
        tracing: .null,
        tools: [],
        toolChoice: .noTools,
        truncation: .disabled,
        prompt: .null
      )
    ),
    .sessionUpdate(
      TranscriptionSessionParameters(
        audio: TranscriptionAudio(
          input: AudioInput(
            format: .pcmu,
            transcription: .value(
              AudioTranscription(
                model: .gptRealtimeWhisper,
                languages: ["en", "fr"],
                keywords: ["Quay", "Ada"],
                delay: .low
              )
            ),
            turnDetection: .null
          )
        ),
        include: [.inputAudioTranscriptionLogprobs]
      )
    ),
    .sessionUpdate(
      TranslationSessionParameters(
        audio: TranslationAudio(
          input: TranslationAudioInput(
            transcription: .value(AudioTranscription(model: .gptRealtimeWhisper)),
            noiseReduction: .null
          ),
          output: TranslationAudioOutput(language: "es")
        )
      )
    ),
    .sessionUpdate(
      BetaSessionParameters(
        modalities: [.text, .audio],
        instructions: "Be brief.",
        voice: "verse",
        inputAudioFormat: .pcm16,
        outputAudioFormat: .g711Alaw,
        inputAudioTranscription: .value(AudioTranscription(model: .whisper1, language: "en", prompt: "")),
        turnDetection: .value(.serverVAD(ServerVAD(threshold: 0.5, createResponse: true))),
        inputAudioNoiseReduction: .value(NoiseReduction(type: .farField)),
        speed: 1,
        tracing: .value(.auto),
        tools: [.function(FunctionTool(name: "f"))],
        toolChoice: .auto,
        temperature: 0.8,
        maxResponseOutputTokens: .unlimited,
        clientSecret: ClientSecretParameters(
          expiresAfter: ClientSecretExpiry(anchor: "created_at", seconds: 60)
        )
      )
    ),
    .transcriptionSessionUpdate(
      BetaTranscriptionSessionParameters(
        modalities: [.text],
        inputAudioFormat: .pcm16,
        inputAudioTranscription: .value(AudioTranscription(model: .gpt4oTranscribe)),
        turnDetection: .value(.serverVAD(ServerVAD(prefixPaddingMs: 300, silenceDurationMs: 500))),
        inputAudioNoiseReduction: .value(NoiseReduction(type: .nearField)),
        include: [.inputAudioTranscriptionLogprobs]
      )
    ),
  ]

  private static let fullSession = RealtimeSessionParameters(
    model: .gptRealtime2,
    outputModalities: [.audio],
    instructions: "Be brief.",
    audio: SessionAudio(
      input: AudioInput(
        format: .pcm,
        transcription: .value(AudioTranscription(model: .gpt4oMiniTranscribe, language: "en")),
        noiseReduction: .value(NoiseReduction(type: .farField, strength: 0.5)),
        turnDetection: .value(
          .semanticVAD(SemanticVAD(eagerness: .high, createResponse: true, interruptResponse: false))
        )
      ),
      output: AudioOutput(format: .pcma, voice: "cedar", speed: 1.25)
    ),
    include: [.inputAudioTranscriptionLogprobs],
    tracing: .value(
      .configured(TracingConfiguration(workflowName: "w", groupID: "g", metadata: ["k": "v"]))
    ),
    tools: [
      .function(
        FunctionTool(name: "f", description: "d", parameters: ["type": "object", "properties": [:]])),
      .mcp(
        MCPTool(
          serverLabel: "l",
          serverURL: "https://mcp.example.com/sse",
          authorization: "token",
          serverDescription: "d",
          headers: .value(["X-A": "b"]),
          allowedTools: .value(.matching(MCPToolFilter(toolNames: ["a"], readOnly: true))),
          requireApproval: .value(.filtered(ApprovalFilter(never: MCPToolFilter(toolNames: ["a"])))),
          deferLoading: true
        )
      ),
      .mcp(
        MCPTool(
          serverLabel: "m",
          connectorID: .gmail,
          headers: .null,
          allowedTools: .value(.named(["a", "b"])),
          requireApproval: .value(.never)
        )
      ),
    ],
    toolChoice: .mcp(MCPChoice(serverLabel: "l", name: .null)),
    parallelToolCalls: true,
    reasoning: Reasoning(effort: .xhigh),
    maxOutputTokens: .unlimited,
    truncation: .retentionRatio(
      RetentionRatio(retentionRatio: 0.8, tokenLimits: TokenLimits(postInstructions: 8000))
    ),
    prompt: .value(Prompt(id: "pmpt_1", version: "2", variables: .value(["a": "b"])))
  )
}
