"""Templates for every rule of the language: statements, white space, scoping, values."""

from names import CONTEXT

TRIM = {"trim_blocks": True}
LSTRIP = {"lstrip_blocks": True}
BOTH = {"trim_blocks": True, "lstrip_blocks": True}
KEEP = {"keep_trailing_newline": True}
ESCAPE = {"autoescape": True}

VALUES = """
1|1.0|1e3|1e16|1e15|123456789012345678.0|0.1|1e-4|1e-5|0.00001234|-0.0|1_000|0x1F|0o17|0b101|1.5e300|2**62
1 + 2 * 3|(1 + 2) * 3|7 // 2|-7 // 2|7 % 3|-7 % 3|7.5 // 2|-7.5 % 2|2 ** 10|2 ** -1|2 ** 0.5|1 / 2|4 / 2|1 - 1.5
2 * 'ab'|[1] * 3|'a' + 'b'|[1] + [2]|(1,) + (2,)|1 ~ 2 ~ 'x'|none ~ true|-3 ** 2|2 ** 3 ** 2|- -3|+3|1.1 + 2.2|10 ** 15 * 1.0
1 / 0|1 // 0|1 % 0|1 + 'a'|'a' - 1|none + 1|[] + ()|{} + {}|'a' * 'b'|-'a'
1 < 2 < 3|1 < 3 < 2|1 == 1.0|1 == true|'a' < 'b'|[1, 2] < [1, 3]|(1, 2) == (1, 2)|[1] == (1,)|{} == {}|1 != 2|'a' == 1
1 < 'a'|none < 1|{} < {}|[1] < (1,)|1 in [1]|'b' in 'abc'|1 not in [2]|'a' in {'a': 1}|1 in 'abc'|1 in 1
true and false|true or false|not true|1 and 2|0 or 'x'|'' and 1|none or none|not 0|not 'a'|1 and nope|0 and nope|1 or nope
'x' if true else 'y'|'x' if false else 'y'|'x' if false|('x' if false) is defined|'a' if 0 else 'b' if 0 else 'c'
[1, 'a', none, true, 1.5]|(1,)|()|[]|{}|{'a': 1, 2: 'b', none: [1]}|(1, (2, 3))|['it\\'s', "q\\"q", 'both \\' and "']|['a\\n\\t\\\\b', 'é', '\\x07', '\\u200b']
'a\\nb'|'\\x41\\u00e9'|'tab\\tq'|"d'q"|'s"q'|'a' 'b'|'\\101'|'\\q'|'unicode: \\U0001F600'
[1, 2, 3][0]|[1, 2, 3][-1]|[1, 2, 3][1:]|[1, 2, 3][::-1]|[1, 2, 3][:-1]|'hello'[1]|'hello'[1:3]|'hello'[::2]|'hello'[-3:]|(1, 2, 3)[1:]|range(10)[2:8:2]|list
[1][5] is defined|[1][5]|{'a': 1}['b']|{'a': 1}.a|d.a|d['b']|d.items()|list|d.keys()|list|d.values()|list|d.get('x', 5)|d.get('a')|d.x|d['x'] is defined
users[0].name|users.0.name|users[0]['mail'].home|users[1].mail['home']|'abc'.0|none.x is defined|none.x|5 .x|(5).x is defined
nope|nope.x|nope['x']|nope()|nope + 1|nope == 1|nope ~ 'x'|not nope|nope[1:]|nope in [1]|1 in nope|[nope]|{'a': nope}|nope is defined and nope
'a'.upper()|'Hello'.lower()|'a b'.split()|'a,b,,c'.split(',')|'a b c'.split(' ', 1)|'a b c'.rsplit(' ', 1)|' x '.strip()|'xxaxx'.strip('x')|'xa'.lstrip('x')|'ax'.rstrip('x')
'abc'.startswith('a')|'abc'.endswith(('x', 'c'))|'abc'.find('c')|'abc'.find('z')|'abcabc'.rfind('b')|'abc'.index('b')|'abc'.index('z')|'abcb'.count('b')|'abc'.replace('b', 'x')|'aaa'.replace('a', 'b', 1)
'abc'.join(['1', '2'])|','.join([])|','.join([1])|'a-b'.partition('-')|'a-b-c'.rpartition('-')|'a\\nb\\n'.splitlines()|'a\\nb'.splitlines(true)|'abc'.title()|'hello world'.capitalize()|'aBc'.swapcase()
'5'.zfill(3)|'-5'.zfill(4)|'a'.center(5, '*')|'a'.ljust(3) ~ '|'|'a'.rjust(3)|'abc'.isalpha()|'12'.isdigit()|'a1'.isalnum()|'AB'.isupper()|'ab'.islower()|' '.isspace()|'Ab Cd'.istitle()|'a_b'.isidentifier()
'{} {}'.format(1, 'a')|'{0} {1} {0}'.format('a', 'b')|'{x}'.format(x=5)|'{:>5}|{:<5}|{:^5}|'.format(1, 2, 3)|'{:05d}'.format(42)|'{:.2f}'.format(3.14159)|'{:,}'.format(1234567)|'{:x} {:#x} {:b} {:o}'.format(255, 255, 5, 8)
'{:e}'.format(12345.678)|'{:g}'.format(0.0001)|'{:%}'.format(0.25)|'{!r}'.format('a')|'{a[0]} {b.x}'.format(a=[1], b={'x': 2})|'{a[x]}'.format(a={'x': 2})|'{{}}'.format()|'{}'.format()|'{:+}'.format(5)|'{:*^9}'.format('mid')|'{:8.3f}|'.format(2.5)
'%s' % 1|'%s %s' % (1, 2)|'%5.1f|' % 3.14159|'%-5s|' % 'a'|'%05d' % 42|'%x' % 255|'%%'|'%(a)s' % {'a': 1}|'%s' % [1, 2]|'%d' % 3.9|'%.3s' % 'abcdef'|'%s %s' % 1|'%d' % 'a'|'%e' % 0.0|'%i' % true
'abc'.removeprefix('a')|'abc'.removesuffix('c')|'a\\tb'.expandtabs(4)|'ß'.upper()|'İ'.lower()|'abc'.nosuch()|'abc'.nosuch|[].nosuch|'a'.upper(1)
{'a': 1}.update({'b': 2})|{'a': 1}.copy()|{'a': 1}.pop('a')|{'a': 1}.pop('b', 3)|{'a': 1}.pop('b')|{}.setdefault('x', 1)|[3, 1].index(1)|[1, 1].count(1)|[3, 1].index(9)|[1].append(2)|[1, 2].pop()
range(3) == range(3)|1.0 == 1|1.5|100000.0|1e100|12345678901234.5|3.0 * 2|7 // 2.0|0.1 + 0.2|1 / 3|2 / 3 * 3|1e22|1e23|5e-324|1.7976931348623157e308
'a' is string and 1 is number|1 is not string|not 1 is string|1 is odd or 2 is odd|x is defined if false else 'no'
f(1)|text()|5()|none()|range(3, *[5])|list|dict(**{'a': 1})|dict(*[], **{'a': 1})|'%s-%s'|format(*[1, 2])|'{a}'.format(**{'a': 3})|range(*nope)|dict(**1)
"""

FILTERED = [
    "[1, 2]|sum + 3", "-1|abs", "(1, 2)|length", "'a' ~ 'b'|upper", "1 + 2|string", "nums|map('string')|join(',')",
    "users|map(attribute='name')|sort|join(' ')", "users|selectattr('on')|list|length > 1", "(nums|sort)[0]", "nums|sort|first",
    "d|dictsort|first|first", "range(10)[2:8:2]|list", "nums|map('int')|sum / 2", "'%s-%s'|format(1, 2)|upper", "nums|join(',').upper()",
    "nope|default([])|length", "d.x|default(d.a)|string ~ 'x'", "users|map(attribute='age')|map('string')|map('length')|list",
    "not nums|length", "nums|length is odd", "users|groupby('age')|list|length", "('a', 'b')|map('upper')|join|lower", "5|string|length + 1",
]

STATEMENTS = [
    "{% for x in nums %}{{ x }},{% endfor %}",
    "{% for x in [] %}a{% else %}none{% endfor %}",
    "{% for x in nums if x > 1 %}{{ loop.index }}/{{ loop.length }}:{{ x }} {% endfor %}",
    "{% for x in nums if x > 9 %}{{ x }}{% else %}nothing{% endfor %}",
    "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for a, b in [(1, 2, 3)] %}{{ a }}{% endfor %}",
    "{% for a, b in [1] %}{{ a }}{% endfor %}",
    "{% for x in 5 %}{% endfor %}",
    "{% for x in nope %}{% endfor %}",
    "{% for x in none %}{% endfor %}",
    "{% for c in 'héy' %}{{ c }}.{% endfor %}",
    "{% for x in nums %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }}{{ loop.depth0 }};{% endfor %}",
    "{% for x in nums %}{{ loop.previtem|default('-') }}{{ x }}{{ loop.nextitem|default('-') }} {% endfor %}",
    "{% for x in nums %}{{ loop.previtem }}{% endfor %}",
    "{% for x in nums %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for x in nums %}{{ loop.cycle() }}{% endfor %}",
    "{% for x in [1, 1, 2, 2, 1] %}{% if loop.changed(x) %}{{ x }}{% endif %}{% endfor %}",
    "{% set a = {}.x %}{% for x in nums %}{{ loop.changed(a) }}{% endfor %}",
    "{% set a = {}.x %}{{ [a] == [a] }}{{ {'k': a} == {'k': a} }}{{ [a] == [1] }}",
    "{% for x in nums %}{{ loop.nosuch }}{% endfor %}",
    "{% for x in nums %}{% for y in [1, 2] %}{{ loop.index }}{% endfor %}{{ loop.index }} {% endfor %}",
    "{% for x in nums %}{% set outer = loop %}{% for y in [1, 2] %}{{ outer.index }}{{ loop.index }} {% endfor %}{% endfor %}",
    "{% for n in [{'n': 1, 'c': [{'n': 2, 'c': []}, {'n': 3, 'c': [{'n': 4, 'c': []}]}]}] recursive %}[{{ n.n }}@{{ loop.depth }}{{ loop(n.c) }}]{% endfor %}",
    "{% for n in [[1, [2]], [3]] recursive %}{% if n is iterable %}({{ loop(n) }}){% else %}{{ n }}{% endif %}{% endfor %}",
    "{% for x in nums %}{{ loop(nums) }}{% endfor %}",
    "{% for x in nums recursive %}{% else %}e{% endfor %}",
    "{% for x in [] recursive %}{% else %}e{% endfor %}",
    "{% for x in range(5) if x is odd %}{{ loop.last }}{{ x }} {% endfor %}",
    "{% for x in nums %}{% set y = x %}{% endfor %}{{ y is defined }}",
    "{% set y = 0 %}{% for x in nums %}{% set y = y + x %}{{ y }} {% endfor %}{{ y }}",
    "{% set x = 9 %}{% for x in nums %}{{ x }}{% endfor %}{{ x }}",
    "{% for x in nums %}{% if loop.first %}{% set f = x %}{% endif %}{{ f is defined }}{% endfor %}",
    "{% for loop in nums %}{% endfor %}",
    "{% for x in nums %}{% set loop = 1 %}{% endfor %}",
    "{% for x in nums %}{{ x }}{% break %}{% endfor %}",
    "{% for x in nums %}{% continue %}{% endfor %}",
    "{% for x in nums|reverse %}{{ x }}{% endfor %}",
    "{% for x in nums|map('string') %}{{ loop.length }}{{ x }}{% endfor %}",
    "{% set ns = namespace(seen=[]) %}{% for x in nums if x not in ns.seen %}{% set ns.seen = ns.seen + [x] %}{{ x }}{% endfor %}",
    "{% for x in nums %}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "{% for i in range(3) %}{% for j in range(i) %}{{ i }}{{ j }} {% else %}- {% endfor %}{% endfor %}",
    "{% for u in users %}{{ u.name }}{{ nope }}{% endfor %}",
    "{{ loop is defined }}{% for x in [1] %}{{ loop is defined }}{% endfor %}",
    "{% if 1 %}a{% endif %}{% if 0 %}b{% elif 1 %}c{% else %}d{% endif %}{% if '' %}e{% elif none %}f{% else %}g{% endif %}",
    "{% if nope %}{% endif %}", "{% if nope is defined and nope %}a{% else %}b{% endif %}",
    "{% if true %}{% set z = 5 %}{% endif %}{{ z }}", "{% if false %}{% set z = 5 %}{% endif %}{{ z is defined }}",
    "{% if false %}{% set d = 5 %}{% endif %}{{ d.a }}", "{% set d = 1 %}{{ d }}", "{{ d.a }}{% set d = 1 %}{{ d }}",
    "{% if false %}{{ 1|nosuch }}{% endif %}ok", "{% if true %}{{ 1|nosuch }}{% endif %}", "{{ 1|nosuch }}", "{{ 1 is nosuch }}", "{{ 1|nosuch if false else 2 }}",
    "{% set a = 1 %}{% set b, c = 2, 3 %}{{ a }}{{ b }}{{ c }}", "{% set a, b = [1] %}", "{% set a = 1, 2 %}{{ a }}", "{% set (a, b) = (1, 2) %}{{ b }}", "{% set a.b = 1 %}", "{% set d.a = 1 %}", "{% set 1 = 2 %}", "{% set true = 1 %}", "{% set a %}", "{% set a, b %}x{% endset %}",
    "{% set x %}a{{ 1 }}b{% endset %}[{{ x }}]", "{% set x | upper %}abc{% endset %}{{ x }}", "{% set x | replace('a', 'b') | upper %}aaa{% endset %}{{ x }}", "{% set x %}{% set y = 1 %}{{ y }}{% endset %}{{ x }}{{ y is defined }}",
    "{% set ns = namespace(x=1) %}{% set ns.x, b = 5, 6 %}{{ ns.x }}{{ b }}", "{% set ns = namespace() %}{% set ns.t %}hi{% endset %}{{ ns.t }}",
    "{% with %}{% set q = 1 %}{{ q }}{% endwith %}{{ q is defined }}", "{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}", "{% set a = 1 %}{% with a = 2, b = a %}{{ a }}{{ b }}{% endwith %}{{ a }}", "{% with a, b = (1, 2) %}{{ a }}{{ b }}{% endwith %}",
    "{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(a=5) }} {{ m(b=1, a=0) }}",
    "{% macro m(a) %}{{ a is defined }}{% endmacro %}{{ m() }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}", "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{% endmacro %}{{ m(b=2) }}", "{% macro m(a) %}{% endmacro %}{{ m(1, a=2) }}",
    "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, x=3) }}", "{% macro m(a) %}{{ a }}{{ varargs|length }}{% endmacro %}{{ m(1, 2, 3) }}",
    "{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}", "{% macro m(a, b=c, c=1) %}{{ b }}{% endmacro %}{{ m(1) }}", "{% macro m(a=1, b) %}{% endmacro %}",
    "{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}in{% endcall %}", "{% macro m() %}[{{ caller(1, 2) }}]{% endmacro %}{% call(a, b) m() %}{{ a }}+{{ b }}{% endcall %}", "{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}", "{% macro m() %}x{% endmacro %}{% call m() %}y{% endcall %}",
    "{% macro m(caller=none) %}{{ caller is none }}{% endmacro %}{{ m() }}", "{% macro m(caller) %}{{ caller() }}{% endmacro %}", "{% macro m() %}{% if caller is defined %}c{% else %}n{% endif %}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(5) }}", "{{ m() }}{% macro m() %}x{% endmacro %}", "{% macro m() %}{{ y }}{% endmacro %}{% set y = 1 %}{{ m() }}", "{% set y = 1 %}{% macro m() %}{{ y }}{% endmacro %}{% set y = 2 %}{{ m() }}", "{% for x in nums %}{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% endfor %}",
    "{% macro m(a, b=1) %}{% endmacro %}{{ m.name }}{{ m.arguments }}{{ m.catch_kwargs }}{{ m.catch_varargs }}{{ m.caller }}", "{% macro m() %} a {% endmacro %}{{ m()|trim|upper }}", "{% macro a() %}{% macro b() %}x{% endmacro %}{{ b() }}{% endmacro %}{{ a() }}",
    "{% macro m(x) %}{% set x = x + 1 %}{{ x }}{% endmacro %}{{ m(1) }}{{ x is defined }}", "{% macro m(d={'a': 5}) %}{{ d.a }}{% endmacro %}{{ m() }}", "{% call range(3) %}{% endcall %}", "{% call 5 %}{% endcall %}",
    "{% filter upper %}abc{{ 'x' }}{% endfilter %}", "{% filter replace('a', 'b')|upper %}aaa{% endfilter %}", "{% filter nosuch %}{% endfilter %}", "{% filter indent(2) %}a\nb{% endfilter %}",
    "{# c #}a{# {{ x }} #}b", "{#- c -#} a {#- d #} b", "a{# multi\nline #}b", "{# open", "{% raw %}{{ x }}{% if %}{% endraw %}", "{% raw -%} a {%- endraw %}", "{%- raw -%} {{ a }} {%- endraw -%} b", "{% raw %}x", "a {%- raw %} b {% endraw -%} c",
    "a {{- 1 -}} b", "a {{ 1 }} b", "a\n  {%- if 1 %}\n b\n {%- endif -%}\n c", "a {%+ if 1 %} b {%+ endif %} c", " {{- ' x ' }} ", "{{ 1 -}}\n\n  2", "a\n{{- '' -}}\nb",
    "{% print 1 %}", "{% print 1, 'a' %}", "{% do 1 %}", "{% nosuch %}", "{% endif %}", "{% if 1 %}", "{% if 1 %}{% endfor %}", "{% for %}", "{% for x %}{% endfor %}", "{% else %}", "{{ }}", "{{ 1", "{{ 1 + }}", "{{ (1 }}", "{{ 1) }}", "{{ [1 }}", "{{ {'a' 1} }}", "{{ 'a }}", "{% if 1 % }", "{{ a b }}", "{{ 1 2 }}", "{{ $ }}", "{{ a.}}", "{{ a|}}", "{{ a is }}", "{{ 1 is odd is even }}", "{{ f(a=1, 2) }}", "{{ f(**d, 1) }}", "{% set %}", "{% include %}", "{% block %}{% endblock %}", "{% block a-b %}{% endblock %}", "{% block a %}{% endblock %}{% block a %}{% endblock %}", "{{ not }}", "{{ x if }}", "{{ ! }}", "{{ a? }}", "{{ 09 }}", "{{ 1.2.3 }}", "{{ '\\x' }}", "{{ \"a\nb\" }}",
    "}} %} #}", "{ { } }", "{", "{{ '}}' }}", "{{ '{%' }}", "{{ {'a': {'b': 1}}.a.b }}", "{{ {'a': 1}['a'] }}", "$${{ 1 }}", "{{'a'}}{{\"b\"}}", "ä{{ 'ö' }}ü", "", "\n", "a\n", "a\n\n", "a\r\nb\rc", "{{ 1 }}\n",
    "{% autoescape true %}{{ '<' }}{{ '<'|safe }}{{ '<' ~ nums }}{% endautoescape %}{{ '<' }}", "{% autoescape false %}{{ '<' }}{% endautoescape %}", "{% set t = true %}{% autoescape t %}{{ text }}{% endautoescape %}", "{% autoescape true %}{% macro m() %}<{{ '<' }}{% endmacro %}{{ m() }}{% set x %}<{{ '>' }}{% endset %}{{ x }}{% endautoescape %}",
    "{{ self is defined }}", "{% block a %}x{% endblock %}{{ self.a() }}", "{{ self.nosuch() }}{% block a %}{% endblock %}", "{% block a %}{% block b %}i{% endblock %}{% endblock %}", "{% block a required %}{% endblock %}", "{% block a required %}x{% endblock %}", "{% set x = 1 %}{% block a %}{{ x }}{% endblock %}", "{% for x in nums %}{% block a scoped %}{{ x }}{% endblock %}{% endfor %}", "{% for zz in nums %}{% block a %}{{ zz is defined }}{% endblock %}{% endfor %}", "{% block a %}{{ super() }}{% endblock %}", "{% block a %}x{% endblock a %}", "{% block a %}{% set q = 1 %}{{ q }}{% endblock %}{{ q is defined }}",
    "{% if 1 %}{% extends 'x' %}{% endif %}", "{% for x in nums %}{% extends 'x' %}{% endfor %}", "{% include 'nosuch' %}", "{% include 'nosuch' ignore missing %}ok", "{% include ['a', 'b'] ignore missing %}ok", "{% include ['a', 'b'] %}", "{% include nope %}", "{% import 'nosuch' as x %}", "{% from 'nosuch' import x %}", "{% extends 'nosuch' %}", "{% include 5 %}", "{% include [] %}",
    "{{ [1, 2]|first + 1 }}", "{% set l = [] %}{% for x in nums %}{{ l.append(x) or '' }}{% endfor %}{{ l }}", "{% set dd = {} %}{{ dd.update({'a': 1}) or '' }}{{ dd }}", "{% set l = [3, 1, 2] %}{{ l.sort() or '' }}{{ l }}{{ l.reverse() or '' }}{{ l }}{{ l.pop() }}{{ l.insert(0, 9) or '' }}{{ l }}", "{% set l = [1, 2] %}{{ l.remove(1) or '' }}{{ l }}{{ l.extend([7]) or '' }}{{ l }}{{ l.clear() or '' }}{{ l }}",
]

SHELF = {
    "base": "<{% block head %}base head{% endblock %}|{% block body %}base body {{ v }}{% endblock %}>",
    "middle": "{% extends 'base' %}{% block body %}middle({{ super() }}){% endblock %}",
    "inc": "[{{ v }}{{ x|default('-') }}]",
    "set": "{% set inner = 5 %}{{ inner }}",
    "macros": "{% macro hello(n='you') %}Hello {{ n }}{{ v|default('') }}{% endmacro %}{% set answer = 42 %}{% set _hidden = 1 %}text",
    "broken": "a\n{% if %}",
    "fails": "{{ nope }}",
    "loop": "{% for x in xs %}{% include 'inc' %}{% endfor %}",
    "req": "{% block must required %}{% endblock %}",
    "scoped": "{% for x in [1, 2] %}{% block item scoped %}{{ x }}{% endblock %}{% endfor %}",
    "selfish": "{% block t %}T{% endblock %}-{{ self.t() }}",
}

FILES = [
    "{% extends 'base' %}", "{% extends 'base' %}{% block head %}mine{% endblock %}", "{% extends 'base' %}{% block head %}{{ super() }}+{% endblock %}text outside", "{% extends 'middle' %}{% block body %}leaf({{ super() }}){% endblock %}", "{% extends 'middle' %}{% block body %}{{ super.super() }}{% endblock %}",
    "{% extends 'base' %}{% set v = 7 %}", "{% extends 'base' %}{% macro m() %}M{% endmacro %}{% block head %}{{ m() }}{% endblock %}", "a{% extends 'base' %}b", "{% extends 'base' %}{% extends 'base' %}", "{% set b = 'base' %}{% extends b %}", "{% extends 'base' if true else 'middle' %}", "{% if true %}{% extends 'base' %}{% else %}plain{% endif %}", "{% if false %}{% extends 'base' %}{% else %}plain{% endif %}",
    "{% extends 'req' %}", "{% extends 'req' %}{% block must %}here{% endblock %}", "{% extends 'scoped' %}{% block item %}<{{ x }}>{% endblock %}", "{% extends 'selfish' %}{% block t %}U{% endblock %}", "{% extends 'base' %}{% block nowhere %}x{% endblock %}", "{% extends 'base' %}{% block head %}{% block deep %}d{% endblock %}{% endblock %}",
    "{% include 'inc' %}", "{% set x = 3 %}{% include 'inc' %}", "{% for x in [1, 2] %}{% include 'inc' %}{% endfor %}", "{% include 'inc' without context %}", "{% include ['nosuch', 'inc'] %}", "{% include 'inc' ignore missing with context %}", "{% include 'set' %}{{ inner is defined }}", "{% include 'broken' %}", "{% include 'fails' %}", "{% include 'fails' ignore missing %}", "{% set xs = [1, 2] %}{% include 'loop' %}", "{% set n = 'inc' %}{% include n %}", "{% with x = 9 %}{% include 'inc' %}{% endwith %}", "{% macro m(x) %}{% include 'inc' %}{% endmacro %}{{ m(4) }}",
    "{% import 'macros' as m %}{{ m.hello() }}{{ m.answer }}", "{% import 'macros' as m %}{{ m.hello('x') }}|{{ m }}", "{% import 'macros' as m with context %}{{ m.hello() }}", "{% from 'macros' import hello %}{{ hello() }}", "{% from 'macros' import hello as h, answer %}{{ h('a') }}{{ answer }}", "{% from 'macros' import hello with context %}{{ hello() }}", "{% from 'macros' import nosuch %}ok", "{% from 'macros' import nosuch %}{{ nosuch }}", "{% from 'macros' import nosuch %}{{ nosuch is defined }}", "{% from 'macros' import _hidden %}", "{% import 'macros' as m %}{{ m._hidden is defined }}", "{% import 'macros' as m %}{{ m.nosuch }}", "{% from 'macros' import %}", "{% import 'broken' as b %}", "{% import 'fails' as b %}", "{% for q in [1] %}{% import 'macros' as m %}{{ m.answer }}{% endfor %}{{ m is defined }}", "{% from 'macros' import hello without context %}{% call hello() %}{% endcall %}",
]

WHITE = [
    "a\n{% if 1 %}\nb\n{% endif %}\nc\n", "  {% if 1 %}\n  x\n  {% endif %}\ny", "\t{# c #}\nx", "  {{ 1 }}\n", "a {% if 1 %} b {% endif %} c\n", "{% for x in nums %}\n  - {{ x }}\n{% endfor %}\nend", "  {%+ if 1 %}\n  x{% endif %}", "{% if 1 +%}\nx{% endif %}", "{% raw %}\n  {{ x }}\n  {% endraw %}\nz", "x\n\n  {%- if 1 -%}\n\n y {% endif %}\n", "{#- a -#}\n  b\n{# c #}\n\nd", "  {% set a = 1 %}\n  {% set b = 2 %}\n{{ a }}{{ b }}\n", "{% macro m() %}\n  a\n{% endmacro %}\n{{ m() }}\n",
]


def cases():
    """All of them, numbered."""
    number = 0

    def case(group, template, **rest):
        nonlocal number
        number += 1
        return {"name": f"{group} {number}", "template": template, "context": CONTEXT, **rest}

    for row in VALUES.strip().splitlines():
        for expression in row.split("|"):
            yield case("value", "{{ " + expression.strip() + " }}")
        yield case("row", "{{ " + row.replace("|", " }}|{{ ") + " }}")
    for expression in FILTERED:
        yield case("filtered", "{{ " + expression + " }}")
    for template in STATEMENTS:
        yield case("statement", template)
    for template in FILES:
        yield case("files", template, templates=SHELF, context={"v": "V"})
    for template in WHITE:
        for options in ({}, TRIM, LSTRIP, BOTH, {**BOTH, **KEEP}):
            yield case("white", template, options=options)
    for template in STATEMENTS[::7] + ["{{ text }}{{ text|safe }}{{ [text] }}{{ text ~ (text|safe) }}{{ '%s'|safe|format('<') }}{{ ['<', '<'|safe]|join(',') }}{{ '<a>'|replace('a', '<'|safe) }}"]:
        yield case("escape", template, options=ESCAPE)
