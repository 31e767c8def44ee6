"""Swift code of the shapes that the local server holds a client's events against."""

from dataclasses import replace

from facts import type_name

PLAIN = {"String": ".text", "Bool": ".boolean", "JSON": ".map", "Audio": ".text"}
EVERY = {"Int": "Int.min...Int.max", "Double": "-Double.infinity...Double.infinity"}
APIS = ["ga", "beta", "translation"]


def lowered(name):
    """A type's name as a property: `mcpTool` of `MCPTool`."""
    upper = len(name) - len(name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return name[: max(upper - 1, 1)].lower() + name[max(upper - 1, 1) :]


def limits(range):
    """Swift's way to say `0...`."""
    return range + "Int.max" if range.endswith("...") else range


def listing(head, items):
    """`head([items])`, one item a line where they do not fit on one."""
    line = f"{head}[{', '.join(items) or (':' if head.endswith('tagged(') else '')}]"
    if (len(line) < 66 or len(items) == 1) and "\n" not in line:
        return line
    return f"{head}[\n" + "".join("  " + item.replace("\n", "\n  ") + ",\n" for item in items) + "]"


class Shapes:
    """The declarations that the client's events reach, each once for all generations that have it alike."""

    def __init__(self, facts):
        self.facts, self.written = facts, {}

    # What a member's type is checked by.

    def shape(self, kind, range, api):
        alternatives = kind.split("|")
        literals = [word for word in alternatives if word.startswith('"')]
        shapes = [f".constants([{', '.join(literals)}])"] if literals else []
        shapes += [self.one(word, range, api) for word in alternatives if not word.startswith('"')]
        return shapes[0] if len(shapes) == 1 else f".either([{', '.join(shapes)}])"

    def one(self, kind, range, api):
        if kind.startswith("{"):
            return ".metadata" if range else ".map"
        if kind.startswith("["):
            return f".list({self.shape(kind[1:-1], range, api)})"
        if kind in EVERY:
            return f".{'integer' if kind == 'Int' else 'number'}({limits(range) or EVERY[kind]})"
        if kind in PLAIN:
            return PLAIN[kind]
        declaration = self.facts.by_name[kind.partition("-")[0]]
        return ".text" if declaration.words == ["open"] else "." + self.named(kind, api)

    def field(self, member, api):
        if member.constant:
            return f'.required("{member.wire}", .text)'
        shape = self.shape(member.type, member.range, api)
        shape = f".nullable({shape})" if member.state == "~" else shape
        return f'.{"optional" if member.state else "required"}("{member.wire}", {shape})'

    # Declarations, which are written once and named.

    def named(self, kind, api, role="Shape"):
        """The name of a declaration in a generation, which is the general one's where it is the same."""
        name, _, without = kind.partition("-")
        text = self.body(name, without, api, role)
        base = lowered(name) + ("Without" + type_name(without) if without else "") + ("Fields" if role == "[Field]" else "")
        own = api != "ga" and text != self.body(name, without, "ga", role)
        if own and not name.lower().startswith(api):
            base = api + base[0].upper() + base[1:]
        self.written[base] = f"  static let {base}: {role} = {text}".replace("\n", "\n  ")
        return base

    def body(self, name, without, api, role):
        declaration = self.facts.by_name[name]
        if declaration.kind == "values":
            return listing(".constants(", [f'"{wire}"' for wire, _ in declaration.members]) + ")"
        if declaration.kind == "union":
            return self.union(declaration, without, api)
        if role == "[Field]":
            return listing("", [self.field(member, api) for member in self.members(name) if not member.constant])
        parts = self.facts.takes_by_type.get(name)
        if parts:
            return self.parts(name, parts, api)
        return listing(".object(", [self.field(member, api) for member in self.members(name)]) + ")"

    def members(self, name):
        """Its members as the service takes them."""
        declared = self.facts.by_name[name].members
        taken = {member.wire: self.typed(member, declared) for member in self.facts.takes.get(name, [])}
        return [taken.pop(member.wire, member) for member in declared] + list(taken.values())

    def typed(self, member, declared):
        """A member that is said to be taken in another way has the declared type unless it names one."""
        if member.type:
            return member
        known = next(other for other in declared if other.wire == member.wire)
        return replace(known, state=member.state)

    def parts(self, name, parts, api):
        declared = self.facts.by_name[name].members
        variants = []
        for wire, only, members in parts:
            if only in ("", api):
                fields = [self.field(self.typed(member, declared), api) for member in members]
                variants.append(listing(f'"{wire}": ', fields))
        return listing('.tagged(', variants) + ")"

    def union(self, declaration, without, api):
        only = {member.wire: member.api for member in self.facts.takes.get(declaration.name, [])}
        shapes, variants = [], []
        # The service says "an integer or a string", and "a string or an object".
        for kind, _, *words in sorted(declaration.members, key=lambda words: words[0] != "integer"):
            wire = words[0].rstrip("-") if words else ""
            if only.get(wire, api) != api or (without and wire == without):
                continue
            if kind == "string":
                shapes.append(f'"{wire}"')
            elif kind == "text":
                shapes.append(self.shape(words[0], "", api))
            elif kind == "integer":
                shapes.append(self.shape("Int", words[0] if words else "", api))
            elif kind == "strings":
                shapes.append(".list(.text)")
            elif wire == "*":
                shapes.append("." + self.named(words[1], api))
            else:
                variants.append(f'"{wire}": {self.named(words[1], api, "[Field]")}')
        strings = [shape for shape in shapes if shape.startswith('"')]
        if strings:
            first = shapes.index(strings[0])
            shapes = [shape for shape in shapes if shape not in strings]
            shapes.insert(first, f".constants([{', '.join(strings)}])")
        if variants:
            shapes.append(listing('.tagged(', variants) + ")")
        return shapes[0] if len(shapes) == 1 else listing(".either(", shapes) + ")"

    # What a client sends.

    def events(self, api):
        for event in self.facts.of("client"):
            if api in event.words:
                fields = [self.field(self.settings(member, api), api) for member in self.members(event.name)]
                yield listing(f'"{event.name}": ', fields)

    def settings(self, member, api):
        """Settings, which only a client sends, are checked by the session that they are for."""
        declaration = self.facts.by_name.get(member.type)
        if not declaration or declaration.words != ["sent"]:
            return member
        kinds = [words[3] for words in declaration.members] if declaration.kind == "union" else [member.type]
        for kind in kinds:
            kind = f"Beta{kind}" if api == "beta" and f"Beta{kind}" in self.facts.by_name else kind
            if api == next((other for other in ("beta", "translation") if kind.lower().startswith(other)), "ga"):
                self.named(kind, api)
        return replace(member, type="JSON")


def shape_files(facts):
    shapes = Shapes(facts)
    lines = ["", "/// The events that a client may send, by kind of session and generation of the API.", "extension ClientEventShapes {"]
    for api in APIS:
        text = listing("ClientEventShapes(variants: ", list(shapes.events(api))) + ")"
        lines += ["  " + line for line in f"static let {api} = {text}".split("\n")] + [""]
    lines[-1] = "}"
    yield "ClientEventShapes+Events", "\n".join(lines) + "\n"
    lines = ["", "/// The shape of everything that a client's event may hold.", "extension Shape {"]
    for name in sorted(shapes.written):
        lines += [shapes.written[name]]
    yield "Shape+Declarations", "\n".join(lines + ["}"]) + "\n"


def models_file(facts):
    models = [f'"{wire}"' for name in ("RealtimeModel", "TranscriptionModel") for wire, _ in facts.by_name[name].members]
    lines = ["", "extension ModelPolicy {", "  /// The models that the service has for sessions and for transcription."]
    text = listing("static let namedModels: Set<String> = ", models)
    return "\n".join(lines + ["  " + line for line in text.split("\n")] + ["}", ""])
