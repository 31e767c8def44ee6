"""Reads events.facts, the table of everything this package knows about the Realtime protocol."""

import re
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
UPPER = {"id": "ID", "url": "URL", "mcp": "MCP", "vad": "VAD"}
SCALARS = {"String", "Int", "Index", "Double", "Bool", "JSON", "Audio"}


@dataclass
class Member:
    wire: str
    type: str = ""
    state: str = ""  # "" required, "?" may be absent, "~" may be absent or null
    doc: str = ""
    constant: str = ""
    range: str = ""
    api: str = ""  # the only one that takes it

    @property
    def swift(self):
        return swift_name(self.wire)


@dataclass
class Declaration:
    kind: str  # values, object, union, server, client
    name: str
    words: list
    doc: str
    members: list = field(default_factory=list)
    alias: str = ""


def words_of(wire):
    return [word for word in re.split(r"[^A-Za-z0-9]+", wire) if word]


def swift_name(wire):
    first, *rest = words_of(wire)
    tail = "".join(UPPER.get(word, word[:1].upper() + word[1:]) for word in rest)
    return first + tail


def type_name(wire):
    name = swift_name(wire)
    return "MCP" + name[3:] if name.startswith("mcp") else name[0].upper() + name[1:]


class Facts:
    def __init__(self, path=HERE / "events.facts"):
        self.docs, self.declarations, current = {}, [], None
        self.takes, self.takes_by_type = {}, {}
        for line in path.read_text().splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            elif line.startswith("doc "):
                _, wire, doc = line.split(" ", 2)
                self.docs[wire] = doc
            elif not line.startswith(" "):
                head, _, doc = line.partition(" | ")
                kind, name, *words = head.split()
                current = Declaration(kind, name, words, doc)
                if kind == "takes":
                    self.takes[name] = [self.taken(word) for word in words]
                else:
                    self.declarations.append(current)
            else:
                self.add(current, line.split())
        self.by_name = {declaration.name: declaration for declaration in self.declarations}
        for declaration in self.declarations:
            if declaration.alias:
                declaration.members = self.by_name[declaration.alias].members

    def add(self, current, words):
        if current.kind == "takes":
            wire, _, api = words[0].partition("@")
            self.takes_by_type.setdefault(current.name, []).append((wire, api, [self.taken(word) for word in words[1:]]))
        elif current.kind == "values":
            current.members.append((words[0], words[1] if len(words) > 1 else swift_name(words[0])))
        elif current.kind == "union":
            current.members.append(words)
        elif words[0] == "=":
            current.alias = words[1]
        elif words[1] == "=":
            current.members.append(Member(words[0], constant=words[2]))
        else:
            kind, range, state = self.typed(words[1])
            if current.kind == "client" and not words[2:]:
                raise SystemExit(f"{current.name}: say what {words[0]} means to the one who sends it")
            doc = " ".join(words[2:]) or self.docs[words[0]]
            current.members.append(Member(words[0], kind, state, doc, range=range))

    def typed(self, word):
        """`Double(0...1)?` is a type, a range and a state."""
        return re.fullmatch(r"([^(]*?)(?:\((.*)\))?([?~]?)", word).groups("")

    def taken(self, word):
        """`name:Type?@api`, where all but the name may be missing."""
        word, _, api = word.partition("@")
        wire, colon, kind = word.partition(":")
        if not colon:
            return Member(wire.rstrip("?~"), state=wire[len(wire.rstrip("?~")):], api=api)
        kind, range, state = self.typed(kind)
        return Member(wire, kind, state, range=range, api=api)

    def of(self, *kinds):
        return [declaration for declaration in self.declarations if declaration.kind in kinds]

    def kind(self, name):
        """What a type name stands for: scalar, values, object or union."""
        return "scalar" if name in SCALARS else self.by_name[name].kind
