// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The name of a member that some event or object has. Reading an object is one switch over these.
enum MemberName: UInt8, CaseIterable {
  case allowedCallers
  case allowedTools
  case always
  case anchor
  case annotations
  case approvalRequestID
  case approve
  case arguments
  case audio
  case audioEndMs
  case audioStartMs
  case audioTokens
  case authorization
  case bytes
  case cachedTokens
  case cachedTokensDetails
  case callID
  case channels
  case clientSecret
  case code
  case connectorID
  case content
  case contentIndex
  case conversation
  case conversationID
  case createResponse
  case deferLoading
  case delay
  case delta
  case description
  case detail
  case eagerness
  case effort
  case elapsedMs
  case end
  case error
  case event
  case eventID
  case expiresAfter
  case expiresAt
  case fileData
  case fileID
  case fileURL
  case filename
  case format
  case groupID
  case headers
  case id
  case idleTimeoutMs
  case imageTokens
  case imageURL
  case include
  case input
  case inputAudioFormat
  case inputAudioNoiseReduction
  case inputAudioTranscription
  case inputSchema
  case inputTokenDetails
  case inputTokens
  case instructions
  case interruptResponse
  case item
  case itemID
  case keywords
  case language
  case languages
  case limit
  case logprob
  case logprobs
  case maxOutputTokens
  case maxResponseOutputTokens
  case message
  case metadata
  case modalities
  case mode
  case model
  case name
  case never
  case noiseReduction
  case obfuscation
  case object
  case output
  case outputAudioFormat
  case outputIndex
  case outputModalities
  case outputTokenDetails
  case outputTokens
  case parallelToolCalls
  case param
  case parameters
  case part
  case postInstructions
  case prefixPaddingMs
  case previousItemID
  case prompt
  case promptCacheBreakpoint
  case rate
  case rateLimits
  case readOnly
  case reason
  case reasoning
  case receivedAt
  case remaining
  case requireApproval
  case resetSeconds
  case response
  case responseID
  case retentionRatio
  case role
  case sampleRate
  case seconds
  case serverDescription
  case serverLabel
  case serverURL
  case session
  case silenceDurationMs
  case speaker
  case speed
  case start
  case status
  case statusDetails
  case strength
  case temperature
  case text
  case textTokens
  case threshold
  case token
  case tokenLimits
  case toolChoice
  case toolNames
  case tools
  case totalTokens
  case tracing
  case transcript
  case transcription
  case truncation
  case ttl
  case tunnelID
  case turnDetection
  case type
  case usage
  case value
  case variables
  case version
  case voice
  case workflowName
  /// A name this package does not know.
  case unknown

  /// The name as it stands in JSON, empty for `unknown`.
  var wireName: StaticString {
    switch self {
    case .allowedCallers: "allowed_callers"
    case .allowedTools: "allowed_tools"
    case .always: "always"
    case .anchor: "anchor"
    case .annotations: "annotations"
    case .approvalRequestID: "approval_request_id"
    case .approve: "approve"
    case .arguments: "arguments"
    case .audio: "audio"
    case .audioEndMs: "audio_end_ms"
    case .audioStartMs: "audio_start_ms"
    case .audioTokens: "audio_tokens"
    case .authorization: "authorization"
    case .bytes: "bytes"
    case .cachedTokens: "cached_tokens"
    case .cachedTokensDetails: "cached_tokens_details"
    case .callID: "call_id"
    case .channels: "channels"
    case .clientSecret: "client_secret"
    case .code: "code"
    case .connectorID: "connector_id"
    case .content: "content"
    case .contentIndex: "content_index"
    case .conversation: "conversation"
    case .conversationID: "conversation_id"
    case .createResponse: "create_response"
    case .deferLoading: "defer_loading"
    case .delay: "delay"
    case .delta: "delta"
    case .description: "description"
    case .detail: "detail"
    case .eagerness: "eagerness"
    case .effort: "effort"
    case .elapsedMs: "elapsed_ms"
    case .end: "end"
    case .error: "error"
    case .event: "event"
    case .eventID: "event_id"
    case .expiresAfter: "expires_after"
    case .expiresAt: "expires_at"
    case .fileData: "file_data"
    case .fileID: "file_id"
    case .fileURL: "file_url"
    case .filename: "filename"
    case .format: "format"
    case .groupID: "group_id"
    case .headers: "headers"
    case .id: "id"
    case .idleTimeoutMs: "idle_timeout_ms"
    case .imageTokens: "image_tokens"
    case .imageURL: "image_url"
    case .include: "include"
    case .input: "input"
    case .inputAudioFormat: "input_audio_format"
    case .inputAudioNoiseReduction: "input_audio_noise_reduction"
    case .inputAudioTranscription: "input_audio_transcription"
    case .inputSchema: "input_schema"
    case .inputTokenDetails: "input_token_details"
    case .inputTokens: "input_tokens"
    case .instructions: "instructions"
    case .interruptResponse: "interrupt_response"
    case .item: "item"
    case .itemID: "item_id"
    case .keywords: "keywords"
    case .language: "language"
    case .languages: "languages"
    case .limit: "limit"
    case .logprob: "logprob"
    case .logprobs: "logprobs"
    case .maxOutputTokens: "max_output_tokens"
    case .maxResponseOutputTokens: "max_response_output_tokens"
    case .message: "message"
    case .metadata: "metadata"
    case .modalities: "modalities"
    case .mode: "mode"
    case .model: "model"
    case .name: "name"
    case .never: "never"
    case .noiseReduction: "noise_reduction"
    case .obfuscation: "obfuscation"
    case .object: "object"
    case .output: "output"
    case .outputAudioFormat: "output_audio_format"
    case .outputIndex: "output_index"
    case .outputModalities: "output_modalities"
    case .outputTokenDetails: "output_token_details"
    case .outputTokens: "output_tokens"
    case .parallelToolCalls: "parallel_tool_calls"
    case .param: "param"
    case .parameters: "parameters"
    case .part: "part"
    case .postInstructions: "post_instructions"
    case .prefixPaddingMs: "prefix_padding_ms"
    case .previousItemID: "previous_item_id"
    case .prompt: "prompt"
    case .promptCacheBreakpoint: "prompt_cache_breakpoint"
    case .rate: "rate"
    case .rateLimits: "rate_limits"
    case .readOnly: "read_only"
    case .reason: "reason"
    case .reasoning: "reasoning"
    case .receivedAt: "received_at"
    case .remaining: "remaining"
    case .requireApproval: "require_approval"
    case .resetSeconds: "reset_seconds"
    case .response: "response"
    case .responseID: "response_id"
    case .retentionRatio: "retention_ratio"
    case .role: "role"
    case .sampleRate: "sample_rate"
    case .seconds: "seconds"
    case .serverDescription: "server_description"
    case .serverLabel: "server_label"
    case .serverURL: "server_url"
    case .session: "session"
    case .silenceDurationMs: "silence_duration_ms"
    case .speaker: "speaker"
    case .speed: "speed"
    case .start: "start"
    case .status: "status"
    case .statusDetails: "status_details"
    case .strength: "strength"
    case .temperature: "temperature"
    case .text: "text"
    case .textTokens: "text_tokens"
    case .threshold: "threshold"
    case .token: "token"
    case .tokenLimits: "token_limits"
    case .toolChoice: "tool_choice"
    case .toolNames: "tool_names"
    case .tools: "tools"
    case .totalTokens: "total_tokens"
    case .tracing: "tracing"
    case .transcript: "transcript"
    case .transcription: "transcription"
    case .truncation: "truncation"
    case .ttl: "ttl"
    case .tunnelID: "tunnel_id"
    case .turnDetection: "turn_detection"
    case .type: "type"
    case .usage: "usage"
    case .value: "value"
    case .variables: "variables"
    case .version: "version"
    case .voice: "voice"
    case .workflowName: "workflow_name"
    case .unknown: ""
    }
  }

  /// The names by position.
  static let names = JSONNames(allCases.dropLast().map { $0.wireName.description })

  /// The case of the name at this position, `unknown` if there is none.
  init(position: UInt8) {
    self = Self(rawValue: position) ?? .unknown
  }
}
