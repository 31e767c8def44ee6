"""Swift code of the server events' views, their names and kinds, and of the client events."""

from facts import swift_name, type_name
from swift_models import doc, fitting, stored, swift_type

API = {"ga": "GA", "beta": "beta", "translation": "translation"}


def event_type(event):
    return "ErrorEvent" if event.name == "error" else type_name(event.alias or event.name)


def apis(event):
    return ", ".join(API[word] for word in event.words)


def kind_file(facts):
    names = [event.name for event in facts.of("server")]
    lines = ["", "internal import RealtimeJSON", "", "/// The kind of a server event, found once from the bytes of its `type`."]
    lines += ["public enum ServerEventKind: Sendable, CaseIterable {"]
    for name in names:
        lines += [f"  /// `{name}`", f"  case {swift_name(name)}"]
    lines += ["  /// A type this package does not know; the event is still delivered, under its own name.", "  case unknown"]
    lines += ["", "  /// The kind of events of this type."]
    lines += ["  public init(type: String) {", "    unsafe self.init(position: Self.names.position(of: type.utf8Span.span.bytes))", "  }"]
    lines += ["", "  /// The type as it stands in JSON, nil for `unknown`."]
    lines += switch("public var wireName: String?", [(name, f'"{name}"') for name in names], "nil")
    lines += ["", "  /// The member that is audio in base64, nil for events without one."]
    lines += audio_member(facts)
    lines += ["", "  /// The place of the name in `names`. In a release build the same bits as the case: no instruction."]
    lines += switch("var position: UInt8", [(name, place) for place, name in enumerate(names)], len(names))
    lines += ["", "  /// The names by position.", '  static let names = JSONNames(allCases.dropLast().map { $0.wireName ?? "" })']
    lines += ["", "  /// The case of the name at this position, `unknown` if there is none."]
    lines += ["  init(position: UInt8) {", "    switch position {"]
    lines += [f"    case {place}: self = .{swift_name(name)}" for place, name in enumerate(names)]
    return "\n".join(lines + ["    default: self = .unknown", "    }", "  }", "}", ""])


def switch(head, cases, unknown):
    """A property with a value for each kind."""
    lines = [f"  {head} {{", "    switch self {"]
    for name, value in cases:
        line = f"    case .{swift_name(name)}: {value}"
        lines += [line] if len(line) <= 110 else line.replace(": ", ":\n      ", 1).split("\n")
    return lines + [f"    case .unknown: {unknown}", "    }", "  }"]


def audio_member(facts):
    lines = ["  var audioMember: MemberName? {", "    switch self {"]
    for event in facts.of("server"):
        lines += [f"    case .{swift_name(event.name)}: .{member.swift}" for member in event.members if member.type == "Audio"]
    return lines + ["    default: nil", "    }", "  }"]


def event_names(facts):
    lines = []
    for event in facts.of("server"):
        if event.name == "error":
            continue
        lines += ["", f"extension EventName where Event == {event_type(event)} {{"]
        lines += doc(f"`{event.name}`: {event.doc}")
        name = swift_name(event.name)
        lines += fitting(f"  public static var {name}: Self", f"Self(.kind(.{name}))") + ["}"]
    return "\n".join(lines) + "\n"


def accessor(facts, member):
    if member.type == "Audio":
        return [
            "  /// The audio as it came, in base64.",
            f"  public var {member.swift}: String {{ raw.required(.{member.swift}) }}",
            "  /// The audio, decoded once into memory that is reused: valid until the listener returns.",
            "  ///",
            "  /// Empty if the base64 is malformed; the connection then reports one error.",
            "  public var audio: RawSpan {",
            "    @_lifetime(copy self) get { raw.audio }",
            "  }",
            "  /// How many bytes of audio the event holds, without decoding them.",
            "  public var audioByteCount: Int { raw.audioByteCount }",
        ]
    read = "optional" if member.state else "required"
    kind = swift_type(member.type) + ("?" if member.state else "")
    lines = doc(member.doc) + (CUT if member.wire == "delta" else [])
    lines += [f"  public var {member.swift}: {kind} {{ raw.{read}(.{member.swift}) }}"]
    return lines + (text_accessor(member, read) if member.type == "String" else [])


# What is said of a text that comes in pieces.
CUT = ["  ///", "  /// Half of a character that was cut in two reads as U+FFFD: a ``TextAssembler`` joins the halves."]


def text_accessor(member, read):
    """The same text without a String."""
    optional = "?" if member.state else ""
    return [
        f"  /// `{member.swift}` in place, for whoever needs no copy: valid until the listener returns.",
        f"  public var {member.swift}UTF8: UTF8Span{optional} {{",
        f"    @_lifetime(copy self) get {{ raw.{read}Text(.{member.swift}) }}",
        "  }",
    ]


def view(facts, event):
    name = type_name(event.name) if event.name != "error" else "ErrorEvent"
    if event.alias:
        lines = doc(event.doc, "") + ["///", f"/// Server event `{event.name}` ({apis(event)})."]
        return lines + [f"public typealias {name} = {event_type(event)}"]
    lines = doc(event.doc, "") + ["///", f"/// Server event `{event.name}` ({apis(event)})."]
    lines += [f"public struct {name}: RealtimeServerEvent, ~Escapable {{"]
    lines += ["  /// The event itself, with access to every member by name.", "  public let raw: ServerEvent", ""]
    lines += ["  @_lifetime(copy event)", "  public init(_ event: ServerEvent) {", "    raw = event", "  }", ""]
    for member in event.members:
        lines += accessor(facts, member)
    lines += owned(facts, event) + ["}"]
    return lines + (text_piece(event, name) if is_text_delta(event) else [])


def is_text_delta(event):
    return any(member.wire == "delta" and member.type == "String" for member in event.members)


def text_piece(event, name):
    """What an assembler of texts takes of the event and of its owned value."""
    states = {member.wire: member.state for member in event.members}
    text = "delta" + (' ?? ""' if states["delta"] else "")
    source = "itemID" if "item_id" in states else f'"{event.name}"'
    place = "contentIndex" if "content_index" in states else "nil"
    lines = ["", f"extension {name}: TextDelta {{", "  public var textPiece: TextPiece { raw.textPiece }", "}"]
    lines += ["", f"extension {name}.Owned: TextDelta {{"]
    piece = f"TextPiece({text}, deltaEnds, of: {source}, at: {place})"
    return lines + fitting("  public var textPiece: TextPiece", piece) + ["}"]


def owned_members(event):
    """Owned audio is kept decoded: that is what it is for, and a quarter smaller."""
    for member in event.members:
        if member.type == "Audio":
            yield type(member)("audio", "Audio", "", "The audio, decoded; empty if its base64 is malformed.")
        else:
            yield member


def is_id(member):
    return member.type == "String" and not member.state and member.wire.endswith("_id")


def owned(facts, event):
    members = list(owned_members(event))
    fields = stored(facts, event, members, "received", lambda member: "@ShortText " if is_id(member) else "", is_text_delta(event))
    lines = ["", "  /// The event as a value that may be kept and sent anywhere.", "  public struct Owned: OwnedEvent {"]
    lines += ["  " + line if line else "" for line in "\n".join(fields).split("\n")]
    lines += ["", "    fileprivate init(reading raw: ServerEvent) {"]
    for member in members:
        read = "optional" if member.state else "required"
        value = "raw.audioBytes()" if member.type == "Audio" else f"raw.{read}(.{member.swift})"
        lines.append(f"      {'_' if is_id(member) else ''}{member.swift} = {value}")
    if is_text_delta(event):
        lines.append("      deltaEnds = raw.ends(of: .delta)")
    lines += ["    }", "  }", "", "  /// Copies the event's members out of the received bytes."]
    return lines + ["  public func owned() -> Owned { Owned(reading: raw) }"]


def event_files(facts):
    """A file for each type of event, by its name; other names of it are in the same file."""
    files = {}
    for event in sorted(facts.of("server"), key=lambda event: bool(event.alias)):
        files.setdefault(event_type(event), []).extend([""] + view(facts, event))
    return [(name, "\n".join(lines) + "\n") for name, lines in files.items()]


def client_event_file(facts):
    events = facts.of("client")
    lines = ["", "public import RealtimeJSON", "", "/// What a client says to the service: every client event of the GA, beta and translation APIs."]
    lines += ["///", "/// Members that may be left out are nil; `eventID` is an id of the client's choice, at most 512 characters,"]
    lines += ["/// that an error caused by the event repeats.", "public enum ClientEvent: Sendable, Hashable {"]
    for event in events:
        lines += doc(event.doc) + ["  ///", f"  /// Client event `{event.name}` ({apis(event)})."]
        for member in event.members:
            lines += [line for line in doc(f"- Parameter {member.swift}: {member.doc}")]
        lines.append(f"  case {swift_name(event.name)}({case_parameters(event)})")
    lines += ["  /// A `response.create` with the settings of the beta API."]
    lines += ["  case betaResponseCreate(_ response: BetaResponseParameters, eventID: String? = nil)"]
    lines += ["  /// Any event, as JSON of the caller's making.", "  case raw(JSONValue)", "}"]
    lines += event_id(events)
    lines += ["", "extension ClientEvent: JSONWritable {", "  func write(to json: inout JSONWriter) {", "    switch self {"]
    for event in events:
        names = [member.swift for member in in_call_order(event)] + ["eventID"]
        binding = ", ".join(f"let {name}" for name in names)
        lines.append(f"    case .{swift_name(event.name)}({binding}):")
        lines.append(f'      json.beginEvent("{event.name}", id: eventID)')
        for member in event.members:
            is_audio = member.type == "Audio"
            call, value = ("audioMember", f"{member.swift}.span.bytes") if is_audio else ("member", member.swift)
            lines.append(f'      {"unsafe " if is_audio else ""}json.{call}("{member.wire}", {value})')
        lines.append("      json.endObject()")
    lines += ["    case .betaResponseCreate(let response, let eventID):"]
    lines += ['      json.beginEvent("response.create", id: eventID)', '      json.member("response", response)', "      json.endObject()"]
    return "\n".join(lines + ["    case .raw(let value): value.write(to: &json)", "    }", "  }", "}", ""])


def event_id(events):
    """The id of any client event, to be read and to be given."""
    cases = [(swift_name(event.name), [(member.swift, label) for member, label in labelled(event)]) for event in events]
    cases.append(("betaResponseCreate", [("response", "")]))
    lines = ["", "extension ClientEvent {", "  /// The client's id of the event; `nil` if it has none. A `raw` event must be an object to have one."]
    lines += ["  public var eventID: String? {", "    get {", "      switch self {"]
    for name, members in cases:
        lines.append(f"      case .{name}({', '.join(['_'] * len(members) + ['let eventID'])}): eventID")
    lines += ['      case .raw(let value): value["event_id"]?.string', "      }", "    }", "    set {", "      switch self {"]
    for name, members in cases:
        lines.append(f"      case .{name}({', '.join([f'let {swift}' for swift, _ in members] + ['_'])}):")
        arguments = [f"{label}{swift}" for swift, label in members] + ["eventID: newValue"]
        line = f"        self = .{name}({', '.join(arguments)})"
        lines += [line] if len(line) <= 110 else line.replace("(", "(\n          ", 1).split("\n")
    lines += ["      case .raw(var value):", "        guard value.object != nil else { return }"]
    lines += ['        value["event_id"] = newValue.map { .string($0) }', "        self = .raw(value)"]
    return lines + ["      }", "    }", "  }", "}"]


def type_of(event):
    return "ErrorEvent" if event.name == "error" else type_name(event.name)


def by_kind(facts, result):
    """A switch over an event's kinds, each with what `result` says of its type."""
    lines = ["  let event = copy event", "  switch event.kind {"]
    for event in facts.of("server"):
        line = f"  case .{swift_name(event.name)}: return {result.format(type_of(event))}"
        lines += [line] if len(line) <= 110 else line.replace(": ", ":\n    ", 1).split("\n")
    return lines + ["  case .unknown: return nil", "  }", "}"]


def owned_events_file(facts):
    """For the tests: any event as the owned value of its type."""
    lines = ["", "import RealtimeEvents", "", "/// The event as the value its own type gives, nil if it has no type."]
    lines += ["func ownedEvent(_ event: borrowing ServerEvent) -> (any Hashable & Sendable)? {"]
    lines += by_kind(facts, "{}(event).owned()")
    lines += ["", "/// The name of a member that the event's view and its owned value read differently, nil if there is none."]
    lines += ["func differingMember(_ event: borrowing ServerEvent) -> String? {"]
    return "\n".join(lines + by_kind(facts, "{}(event).differingMember") + [""])


def differing_members_file(facts):
    """For the tests: every member of every view, compared with the owned value's."""
    lines = ["", "import RealtimeEvents"]
    for event in facts.of("server"):
        if event.alias:
            continue
        lines += ["", f"extension {type_of(event)} {{", "  var differingMember: String? {", "    let owned = owned()"]
        for member in owned_members(event):
            view = "audio.withUnsafeBytes({ Array($0) })" if member.type == "Audio" else member.swift
            lines.append(f'    if owned.{member.swift} != {view} {{ return "{member.wire}" }}')
            if member.type == "String":
                again = f"copied({member.swift}UTF8)"
                lines.append(f'    if owned.{member.swift} != {again} {{ return "{member.wire} in place" }}')
        lines += ["    return nil", "  }", "}"]
    return "\n".join(lines) + "\n"


def in_call_order(event):
    """What must be given comes first."""
    return sorted(event.members, key=lambda member: bool(member.state))


UNNAMED = {"item", "session", "response", "audio", "item_id"}


def labelled(event):
    """The members in the order of a call, each with what a call writes before it."""
    members = in_call_order(event)
    return [(member, "" if not place and member.wire in UNNAMED else f"{member.swift}: ") for place, member in enumerate(members)]


def case_parameters(event):
    items = []
    for member, label in labelled(event):
        kind = swift_type(member.type) + ("? = nil" if member.state else "")
        items.append(f"{'' if label else '_ '}{member.swift}: {kind}")
    return ", ".join(items + ["eventID: String? = nil"])
