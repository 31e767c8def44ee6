"""Swift code of the names that members of events and objects have."""

from facts import swift_name


def escaped(name):
    return f"`{name}`" if name in {"default", "init", "self", "in"} else name


LOOKUP = [
    "",
    "  /// The names by position.",
    "  static let names = JSONNames(allCases.dropLast().map { $0.wireName.description })",
    "",
    "  /// The case of the name at this position, `unknown` if there is none.",
    "  init(position: UInt8) {",
    "    self = Self(rawValue: position) ?? .unknown",
    "  }",
]


def member_names(facts):
    names = {"type"}
    for declaration in facts.of("object", "server"):
        names |= {member.wire for member in declaration.members}
    return sorted(names)


def member_name_file(facts):
    names = member_names(facts)
    lines = ["", "internal import RealtimeJSON", "", "/// The name of a member that some event or object has. Reading an object is one switch over these."]
    lines += ["enum MemberName: UInt8, CaseIterable {"]
    lines += [f"  case {escaped(swift_name(name))}" for name in names]
    lines += ["  /// A name this package does not know.", "  case unknown", ""]
    lines += ["  /// The name as it stands in JSON, empty for `unknown`.", "  var wireName: StaticString {", "    switch self {"]
    lines += [f'    case .{swift_name(name)}: "{name}"' for name in names]
    lines += ['    case .unknown: ""', "    }", "  }"] + LOOKUP + ["}", ""]
    return "\n".join(lines)
