"""Swift code of the objects inside events: open values, structs and unions."""

from collections import defaultdict

from swift_lookup import escaped

SWIFT = {"JSON": "JSONValue", "Audio": "[UInt8]", "Index": "Int"}
ABSENT = {"String": '""', "Int": "0", "Index": "0", "Double": "0", "Bool": "false", "JSON": ".null", "Audio": "[]"}


def swift_type(name):
    if name.startswith("["):
        return f"[{swift_type(name[1:-1])}]"
    if name.startswith("{"):
        return f"JSONDictionary<{swift_type(name[1:-1])}>"
    return SWIFT.get(name, name)


def member_type(member, use):
    """The Swift type of a member: three states only where the client sends it."""
    base = swift_type(member.type)
    if not member.state:
        return base
    return f"Field<{base}>" if member.state == "~" and use != "received" else base + "?"


def absent(facts, member, use):
    if member.state:
        return ".absent" if member_type(member, use).startswith("Field") else "nil"
    if member.type in ABSENT:
        return ABSENT[member.type]
    return "[]" if member.type.startswith("[") else "[:]" if member.type.startswith("{") else ".missing"


def doc(text, indent="  "):
    """A documentation comment within the line length."""
    lines, line = [], ""
    for word in text.split():
        if line and len(indent) + 4 + len(line) + 1 + len(word) > 110:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    return [f"{indent}/// {line}" for line in lines + [line]]


def fitting(head, body):
    """`head { body }` on one line if it fits, otherwise on three."""
    indent = head[: len(head) - len(head.lstrip())]
    line = f"{head} {{ {body} }}"
    return [line] if len(line) <= 110 else [f"{head} {{", f"{indent}  {body}", f"{indent}}}"]


def parameters(items, indent="    "):
    """A parameter list on one line if it fits, otherwise one parameter a line."""
    joined = ", ".join(items)
    if len(joined) < 70:
        return joined
    return "\n" + ",\n".join(indent + item for item in items) + "\n" + indent[2:]


def values(declaration):
    lines = doc(declaration.doc + " Other values are kept as they came.", "")
    lines += [f"public struct {declaration.name}: OpenValue {{", "  public let rawValue: String", ""]
    lines += ["  public init(rawValue: String) {", "    self.rawValue = rawValue", "  }", ""]
    for wire, name in declaration.members:
        lines.append(f"  /// `{wire}`")
        lines += fitting(f"  public static var {escaped(name)}: Self", f'Self(rawValue: "{wire}")')
    return lines + ["}", "", f"extension {declaration.name}: JSONReadable, JSONWritable {{}}"]


def stored(facts, declaration, members, use, wrapper=lambda member: "", is_text_delta=False):
    lines = []
    for member in members:
        lines += doc(member.doc)
        lines.append(f"  {wrapper(member)}public var {member.swift}: {member_type(member, use)}")
    if is_text_delta:
        lines += ["  /// Whether `delta` was cut within a character, for a ``TextAssembler``.", "  public var deltaEnds: TextEnds"]
    items = []
    for member in members:
        default = f" = {absent(facts, member, use)}" if member.state else ""
        items.append(f"{member.swift}: {member_type(member, use)}{default}")
    items += ["deltaEnds: TextEnds = .whole"] if is_text_delta else []
    names = [member.swift for member in members] + (["deltaEnds"] if is_text_delta else [])
    lines += ["", "  /// Made of these members; one that is left out is absent.", f"  public init({parameters(items)}) {{"]
    return lines + [f"    self.{name} = {name}" for name in names] + ["  }"]


def reading(facts, declaration, members, use):
    lines = ["", f"extension {declaration.name}: JSONReadable {{"]
    required = [f"{m.swift}: {absent(facts, m, use)}" for m in members if not m.state]
    lines += [f"  static var missing: Self {{ Self({', '.join(required)}) }}", ""]
    lines += ["  init?(reading json: JSONView) {", "    guard json.kind == .object else { return nil }"]
    for member in members:
        if member.type in ("Int", "Double") and not member.state:
            value = f"json.value(MemberName.{member.swift}.rawValue, named: MemberName.names)"
            lines += [f"    guard {member.type}(reading: {value}) != nil", "    else { return nil }"]
    # Not `self = .missing`, which makes the value twice: 1 100 instructions of a `response.done`.
    lines += [f"    self.init({', '.join(required)})", "    var members = json.members(named: MemberName.names)"]
    lines += ["    while members.advance() {", "      switch MemberName(position: members.name) {"]
    lines += [f"      case .{m.swift}: members.read(into: &{m.swift})" for m in members]
    lines += ["      default: break", "      }", "    }", "  }", "}"]
    return lines


def writing(declaration):
    lines = ["", f"extension {declaration.name}: JSONWritable {{"]
    lines += ["  func write(to json: inout JSONWriter) {", "    json.beginObject()"]
    for member in declaration.members:
        value = f'"{member.constant}"' if member.constant else member.swift
        lines.append(f'    json.member("{member.wire}", {value})')
    return lines + ["    json.endObject()", "  }", "}"]


def structure(facts, declaration):
    use = declaration.words[0]
    members = [member for member in declaration.members if not member.constant]
    lines = doc(declaration.doc, "")
    lines += [f"public struct {declaration.name}: Sendable, Hashable {{"]
    lines += stored(facts, declaration, members, use) + ["}"]
    if use != "sent":
        lines += reading(facts, declaration, members, use)
    return lines + (writing(declaration) if use != "received" else [])


def payload(words):
    kind = words[0]
    return {"string": "", "text": "({})".format(words[-1]), "integer": "(Int)", "strings": "([String])"}.get(
        kind, f"({words[-1]})"
    )


def case_doc(words):
    kind = words[0]
    if kind == "string":
        return f"The string `{words[2]}`."
    if kind == "object" and words[2] not in "*-!":
        return f"An object of type `{words[2].rstrip('-')}`."
    return {"text": "A string.", "integer": "A number.", "strings": "A list of names."}.get(kind, "An object.")


def field_cases(facts, declaration):
    """The cases of a union where a member may be null too, so that none needs to be wrapped."""
    if not any(member.state == "~" and member.type == declaration.name for object in facts.of("object") for member in object.members):
        return []
    lines = ["", f"extension Field where Wrapped == {declaration.name} {{"]
    for words in declaration.members:
        kind = payload(words)[1:-1]
        lines += [f"  /// {case_doc(words)}"]
        if kind:
            lines += fitting(f"  public static func {words[1]}(_ value: {kind}) -> Self", f".value(.{words[1]}(value))")
        else:
            lines += [f"  public static var {words[1]}: Self {{ .value(.{words[1]}) }}"]
    return lines + ["}"]


def union(facts, declaration):
    lines = doc(declaration.doc, "") + [f"public enum {declaration.name}: Sendable, Hashable {{"]
    for words in declaration.members:
        lines += [f"  /// {case_doc(words)}", f"  case {words[1]}{payload(words)}"]
    lines += ["  /// A shape this package does not know, as it came.", "  case unknown(JSONValue)", "}"]
    if declaration.words[0] != "sent":
        lines += union_reading(declaration)
    lines += union_writing(declaration) if declaration.words[0] != "received" else []
    return lines + field_cases(facts, declaration)


def union_reading(declaration):
    lines = ["", f"extension {declaration.name}: JSONReadable {{", "  static var missing: Self { .unknown(.null) }", ""]
    lines += ["  init?(reading json: JSONView) {"]
    lines += ["    guard json.kind != .absent && json.kind != .null else { return nil }"]
    by_kind = defaultdict(list)
    for words in declaration.members:
        by_kind["string" if words[0] in ("string", "text") else words[0]].append(words)
    if by_kind["string"]:
        lines += string_cases(by_kind["string"])
    for words in by_kind["integer"]:
        lines += ["    if let value = json.int {", f"      self = .{words[1]}(value)", "      return", "    }"]
    for words in by_kind["strings"]:
        lines += ["    if let value = [String](reading: json) {", f"      self = .{words[1]}(value)", "      return", "    }"]
    lines += object_cases(by_kind["object"])
    return lines + ["    self = .unknown(json.owned)", "  }", "}"]


def string_cases(cases):
    lines = ["    if let value = json.string {", "      switch value {"]
    rest = "unknown(.string(value))"
    for words in cases:
        if words[0] == "string":
            lines.append(f'      case "{words[2]}": self = .{words[1]}')
        else:
            rest = f"{words[1]}(value)" if words[2] == "String" else f"{words[1]}({words[2]}(rawValue: value))"
    if len(lines) == 2:
        return ["    if let value = json.string {", f"      self = .{rest}", "      return", "    }"]
    return lines + [f"      default: self = .{rest}", "      }", "      return", "    }"]


def object_cases(cases):
    if not cases:
        return []
    if cases[0][2] == "*":
        _, name, _, kind = cases[0]
        return [f"    if let value = {kind}(reading: json) {{", f"      self = .{name}(value)", "      return", "    }"]
    lines = ["    let type = json.value(MemberName.type.rawValue, named: MemberName.names)"]
    for _, name, wire, kind in cases:
        conditions = [f'type.equals("{wire.rstrip("-")}")'] if wire.rstrip("-") else []
        conditions += ["type.isAbsent"] if wire.endswith("-") else []
        lines += [f"    if {' || '.join(conditions)}, let value = {kind}(reading: json) {{"]
        lines += [f"      self = .{name}(value)", "      return", "    }"]
    return lines


def union_writing(declaration):
    lines = ["", f"extension {declaration.name}: JSONWritable {{"]
    lines += ["  func write(to json: inout JSONWriter) {", "    switch self {"]
    for words in declaration.members:
        if words[0] == "string":
            lines.append(f'    case .{words[1]}: "{words[2]}".write(to: &json)')
        else:
            lines.append(f"    case .{words[1]}(let value): value.write(to: &json)")
    return lines + ["    case .unknown(let value): value.write(to: &json)", "    }", "  }", "}"]


def declaration_lines(facts, declaration):
    if declaration.kind == "values":
        return values(declaration)
    return structure(facts, declaration) if declaration.kind == "object" else union(facts, declaration)


def imports(lines):
    """JSON types that users see need a public import; what only reads and writes needs none that leaks."""
    is_public = any("JSONValue" in line for line in lines if line.startswith(("  public var", "  case ")))
    return ["", "public import RealtimeJSON" if is_public else "internal import RealtimeJSON"]


def model_files(facts):
    """A file for each type, by its name."""
    for declaration in facts.of("values", "object", "union"):
        lines = "\n".join(declaration_lines(facts, declaration)).split("\n")
        yield declaration.name, "\n".join(imports(lines) + [""] + lines) + "\n"
