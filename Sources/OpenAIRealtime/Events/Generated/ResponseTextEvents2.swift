// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

/// The answer's text is complete.
///
/// Server event `response.text.done` (beta).
public typealias ResponseTextDone = ResponseOutputTextDone
