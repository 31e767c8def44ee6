"""Writes fixtures.txt: JSON of every event in every form a decoder must take, with what each must be read as.

What is expected is worked out here from the table alone, so that it checks the generated Swift and does not repeat
it: one line a member, its path and its value.
"""

import base64
import json

from facts import swift_name

FORMS = ["required", "nulls", "extras", "wrong", "empty"]
WRONG = {"String": 7, "Int": "1 2", "Index": 1234.5, "Double": True, "Bool": "true", "Audio": {}}
MISSING = {"String": "", "Index": "0", "Bool": "false", "JSON": "null", "Audio": ""}
UNKNOWN = {"from_the_future": [1, {"deep": None}]}


def compact(value, sort=False):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=sort)


class Sample:
    """One fixture: a form, and for unions and open values which of their variants it shows."""

    def __init__(self, facts, form, turn=0):
        self.facts, self.form, self.turn, self.count = facts, form, turn, 0

    def pick(self, choices):
        return choices[self.turn % len(choices)]

    def pick_value(self, choices):
        """Open values move on with every member, or one union's variant would always meet the same values."""
        self.count += 1
        return choices[(self.turn + self.count) % len(choices)]

    # Each of these gives the JSON value and fills `lines` with what it must be read as.

    def value(self, kind, path, lines):
        if kind.startswith("["):
            return self.sequence(kind[1:-1], path, lines)
        if kind.startswith("{"):
            names = ["a", "bé"]
            return {name: self.value(kind[1:-1], f"{path}.{name}", lines) for name in names}
        if kind in ("String", "Int", "Index", "Double", "Bool", "JSON", "Audio"):
            return self.scalar(kind, path, lines)
        declaration = self.facts.by_name[kind]
        return getattr(self, declaration.kind)(declaration, path, lines)

    def sequence(self, kind, path, lines):
        if self.form == "extras" and self.turn == 2:
            lines.append(f"{path} = []")
            return []
        return [self.value(kind, f"{path}.{position}", lines) for position in range(2)]

    def scalar(self, kind, path, lines):
        self.count += 1
        if kind == "Audio":
            data = bytes((self.count * 7 + i * 37) % 256 for i in range(9 + self.turn % 3))
            lines.append(f"{path} = {data.hex()}")
            return base64.b64encode(data).decode()
        value = {
            "String": f'{path[path.rfind(".") + 1:]} "{self.count}"' + (" \\ é😀\n" if self.count % 4 == 2 else ""),
            "Int": self.count * 1000,
            "Index": self.count,
            "Double": self.count + 0.25,
            "Bool": self.count % 2 == 0,
            "JSON": {"n": self.count, "list": [True, None, "x"]},
        }[kind]
        lines.append(f"{path} = " + (compact(value, sort=True) if kind != "Double" else repr(value)))
        # A whole number may be written as any number that is one.
        return float(value) if kind in ("Int", "Index") and self.form == "extras" else value

    def values(self, declaration, path, lines):
        wire = "from_the_future" if self.form == "extras" else self.pick_value(declaration.members)[0]
        lines.append(f"{path} = {compact(wire)}")
        return wire

    def union(self, declaration, path, lines):
        variants = [words for words in declaration.members if words[2:] != ["!"]]
        if self.form == "extras" and self.turn == 0:
            value = {"type": "from_the_future", "member": 1}
            if any(words[0] == "object" and words[2] == "*" for words in variants):
                value = 3.5
            lines.append(f"{path}.unknown = {compact(value, sort=True)}")
            return value
        kind, name, *rest = self.pick(variants)
        if kind == "string":
            lines.append(f"{path} = .{name}")
            return rest[0]
        if kind in ("integer", "strings", "text"):
            inner = {"integer": "Int", "strings": "[String]", "text": rest[-1] if rest else ""}[kind]
            return self.value(inner, f"{path}.{name}", lines)
        value = self.value(rest[1], f"{path}.{name}", lines)
        tag = rest[0].rstrip("-")
        return value if tag in ("", "*") else {"type": tag} | value

    def object(self, declaration, path, lines):
        use = declaration.words[0] if declaration.kind == "object" else "received"
        value = dict(UNKNOWN) if self.form == "extras" else {}
        for member in declaration.members:
            if not member.constant:
                self.member(member, f"{path}.{member.swift}" if path else member.swift, use, value, lines)
        return value

    def member(self, member, path, use, into, lines):
        if member.type == "Audio":
            path = path[: path.rfind(".") + 1] + "audio"
        if self.form in ("empty", "wrong"):
            if self.form == "wrong":
                into[member.wire] = self.wrong(member)
            self.missing(member, path, use, into.get(member.wire), lines)
        elif not member.state or self.form.startswith("full") or self.form == "extras":
            into[member.wire] = self.value(member.type, path, lines)
        elif self.form == "nulls":
            into[member.wire] = None
            if member.state == "~" and use != "received":
                lines.append(f"{path} = null")

    def wrong(self, member):
        if member.type.startswith("[") or member.type.startswith("{"):
            return "not a list"
        kind = self.facts.kind(member.type)
        return WRONG.get(member.type, 5) if kind == "scalar" else 5

    def missing(self, member, path, use, wrong, lines):
        """What a member reads as that is not there, or of the wrong kind."""
        kind = "list" if member.type[0] in "[{" else self.facts.kind(member.type)
        is_there = self.form == "wrong"
        if is_there and (kind == "union" or member.type == "JSON"):
            # Any value is of some kind: what is not known is kept.
            taken = any(words[0] == "integer" for words in self.facts.by_name[member.type].members) if kind == "union" else 0
            suffix = "" if member.type == "JSON" else ".count" if taken else ".unknown"
            lines.append(f"{path}{suffix} = {compact(wrong)}")
        elif member.state:
            return
        elif kind == "list":
            lines.append(f"{path} = " + ("[]" if member.type[0] == "[" else "{}"))
        elif kind == "scalar":
            lines.append(f"{path} = " + (compact("") if member.type == "String" else MISSING[member.type]))
        elif kind == "values":
            lines.append(f'{path} = ""')
        elif kind == "union":
            lines.append(f"{path}.unknown = null")
        else:
            declaration = self.facts.by_name[member.type]
            empty = Sample(self.facts, "empty")
            for inner in declaration.members:
                if not inner.constant:
                    empty.missing(inner, f"{path}.{inner.swift}", declaration.words[0], None, lines)


def variants(facts, kind, seen=()):
    """How many forms show every variant of every union and value inside a type."""
    kind = kind.strip("[]{}")
    if facts.kind(kind) == "scalar" or kind in seen:
        return 1
    declaration = facts.by_name[kind]
    if declaration.kind == "values":
        return min(3, len(declaration.members))
    inner = [words[3] for words in declaration.members if len(words) > 3] if declaration.kind == "union" else [
        member.type for member in declaration.members if not member.constant
    ]
    own = len(declaration.members) if declaration.kind == "union" else 1
    return max([own] + [variants(facts, name, (*seen, kind)) for name in inner])


def text(facts):
    out = []
    for event in facts.of("server"):
        full = max([1] + [variants(facts, member.type) for member in event.members])
        forms = [(form, 0) for form in FORMS] + [("extras", 1), ("extras", 2)] + [(f"full {turn}", turn) for turn in range(full)]
        for form, turn in forms:
            lines = []
            value = {"type": event.name} | Sample(facts, form, turn).object(event, "", lines)
            out += [f"## {event.name} {form}", compact(value)] + sorted(lines) + [""]
    return "\n".join(out)
