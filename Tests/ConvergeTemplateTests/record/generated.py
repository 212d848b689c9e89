"""Templates made up from a seed, for the comparison with the installed Jinja2."""

import random

NAMES = ["a", "b", "n", "items", "users", "d", "t", "nope"]
CONTEXT = {
    "a": 7,
    "b": -2.5,
    "n": None,
    "t": "Some text, with <marks> & \"quotes\" it's",
    "items": [3, 1, 2, 5, 4],
    "users": [{"name": "bea", "age": 31, "tags": ["x", "y"]}, {"name": "Carl", "age": 7, "tags": []}],
    "d": {"k": 1, "Z": [1, 2], "m": {"x": "deep"}},
}
FILTERS = [
    "upper", "lower", "title", "capitalize", "length", "string", "list", "sort", "first", "last",
    "reverse|list", "join", "join(', ')", "default('?')", "default(0, true)", "int", "float", "abs",
    "round", "round(1)", "trim", "e", "sum", "unique|list", "min", "max", "map('string')|list",
    "map(attribute='name')|list", "select|list", "reject('none')|list", "replace('e', '3')", "wordcount",
    "truncate(9)", "center(12)", "indent(2)", "tojson", "batch(2)|list", "slice(2)|list", "format(a)",
    "dictsort", "items|list", "filesizeformat", "pprint", "urlencode", "striptags", "safe", "wordwrap(8)",
    "groupby('age')|length", "selectattr('age', 'gt', 10)|list", "sort(attribute='age')|list", "xmlattr",
]
TESTS = [
    "defined", "undefined", "none", "number", "string", "mapping", "sequence", "iterable", "odd", "even",
    "divisibleby(3)", "in(items)", "eq(7)", "lower", "upper", "true", "boolean", "integer", "float", "callable",
]
METHODS = [
    ".upper()", ".items()", ".keys()|list", ".get('k')", ".get('q', 4)", ".split()", ".split('e')", ".strip()",
    ".startswith('S')", ".name", "['k']", "[0]", "[-1]", "[1:]", "[::-1]", "[:2]", ".m.x", "['nope']", ".count(1)",
    ".replace('e', 'E')", ".index(1)", ".title()", ".zfill(9)", ".find('t')", ".join(['p', 'q'])", ".x", ".0.name",
]


class Generator:
    """One template from one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.macros = []
        self.depth = 0

    def pick(self, choices):
        return self.random.choice(choices)

    def name(self):
        weights = [6, 4, 2, 6, 6, 6, 6, 1]
        return self.random.choices(NAMES, weights)[0]

    def literal(self):
        return self.pick(
            ["0", "1", "2", "-3", "10", "2.5", "0.1", "1e3", "true", "false", "none", "'x'", "'a b'", "\"q'q\"",
             "[1, 2]", "['b', 'a']", "(1, 'z')", "{'k': 2}", "[]", "''", "'%s'", "{}"]
        )

    def expression(self, level=0):
        kind = self.random.random()
        if level > 3 or kind < 0.28:
            return self.name() if self.random.random() < 0.7 else self.literal()
        inner = self.expression(level + 1)
        if kind < 0.48:
            return f"({inner})|{self.pick(FILTERS)}" if self.random.random() < 0.5 else f"{inner}|{self.pick(FILTERS)}"
        if kind < 0.60:
            # A number cannot stand here, nor a constant before a slice: Jinja2 computes what is constant
            # beforehand, by other rules.
            method = self.pick(METHODS)
            if method.startswith("[") and ":" in method:
                inner = self.name()
            if inner.lstrip("-(").split(")")[0].replace(".", "").replace("e", "").isdigit():
                inner = self.name()
            plain = inner.replace("_", "a").isalnum()
            return f"{inner}{method}" if plain else f"({inner}){method}"
        if kind < 0.74:
            sign = self.pick(["+", "-", "*", "/", "//", "%", "~", "~", "+"])
            return f"{inner} {sign} {self.expression(level + 1)}"
        if kind < 0.84:
            sign = self.pick(["==", "!=", "<", ">", "<=", ">=", "in", "not in", "and", "or"])
            return f"({inner} {sign} {self.expression(level + 1)})"
        if kind < 0.90:
            negation = self.pick(["", "", "not "])
            return f"({inner} is {negation}{self.pick(TESTS)})"
        if kind < 0.94:
            return f"({inner} if {self.expression(level + 1)} else {self.expression(level + 1)})"
        if kind < 0.97:
            return f"[{inner}, {self.expression(level + 1)}]"
        return f"(not {inner})"

    def sign(self):
        return self.pick(["", "", "", "-", "+"])

    def end_sign(self):
        return self.pick(["", "", "", "-"])

    def tag(self, text):
        return "{%" + self.sign() + " " + text + " " + self.end_sign() + "%}"

    def text(self):
        return self.pick(["x", "\n", "  ", "\n  ", "a b\n", "<t>", " - ", "é\n", "#", "{ ", "%"])

    def body(self, size):
        self.depth += 1
        parts = [self.part() for _ in range(self.random.randint(1, size))]
        self.depth -= 1
        return "".join(parts)

    def part(self):
        kind = self.random.random()
        if kind < 0.30 or self.depth > 4:
            return self.text()
        if kind < 0.62:
            mark = self.pick(["", "", "-"])
            return "{{" + mark + " " + self.expression() + " " + self.end_sign() + "}}"
        if kind < 0.72:
            return self.loop()
        if kind < 0.80:
            tail = self.tag("else") + self.body(2) if self.random.random() < 0.5 else ""
            if self.random.random() < 0.2:
                tail = self.tag("elif " + self.expression()) + self.body(2) + tail
            return self.tag("if " + self.expression()) + self.body(3) + tail + self.tag("endif")
        if kind < 0.87:
            return self.tag(f"set {self.pick(['a', 'b', 'v', 'w'])} = {self.expression()}")
        if kind < 0.89:
            return self.tag("set w") + self.body(2) + self.tag("endset")
        if kind < 0.91:
            return self.tag(f"with v = {self.expression()}") + self.body(2) + self.tag("endwith")
        if kind < 0.93:
            return self.tag(f"filter {self.pick(['upper', 'trim', 'indent', 'e', 'title'])}") + self.body(2) + self.tag("endfilter")
        if kind < 0.95:
            return "{#" + self.pick(["", "-"]) + " note " + self.pick(["", "-"]) + "#}"
        if kind < 0.97 and self.depth < 3:
            return self.macro()
        if self.macros:
            return "{{ " + self.pick(self.macros) + f"({self.expression(2)}) }}}}"
        return self.tag("raw") + "{{ x }}" + self.tag("endraw")

    def loop(self):
        target, source = self.pick(
            [("i", "items"), ("u", "users"), ("k, v", "d.items()"), ("c", "t[:3]"), ("i", "range(a // 2)"), ("x", self.expression())]
        )
        test = f" if {target.split(',')[0]} {self.pick(['is defined', 'is number', '!= 3'])}" if self.random.random() < 0.3 else ""
        shown = self.pick(
            ["loop.index", "loop.last", "loop.length", "loop.revindex0", "loop.cycle('p', 'q')", "loop.previtem|default('-')",
             "loop.changed(a)", target.split(",")[0], target.split(",")[0] + "|string", "loop.nextitem is defined"]
        )
        tail = self.tag("else") + self.body(1) if self.random.random() < 0.3 else ""
        return self.tag(f"for {target} in {source}{test}") + "{{ " + shown + " }}" + self.body(2) + tail + self.tag("endfor")

    def macro(self):
        name = f"m{len(self.macros)}"
        text = self.tag(f"macro {name}(p, q={self.literal()})") + "{{ p }}" + self.body(2) + "{{ q }}" + self.tag("endmacro")
        self.macros.append(name)
        return text

    def case(self, number):
        options = {
            "trim_blocks": self.random.random() < 0.5,
            "lstrip_blocks": self.random.random() < 0.4,
            "keep_trailing_newline": self.random.random() < 0.5,
        }
        return {"name": f"generated {number}", "template": self.body(4), "context": CONTEXT, "options": options}


def case(seed, number):
    """The case of that number, the same for the same seed."""
    return Generator(f"{seed} {number}").case(number)
