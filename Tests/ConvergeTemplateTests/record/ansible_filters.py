"""Expressions for the filters and tests that Ansible's users reach for."""

CONTEXT = {
    "d": {"b": 2, "a": [1, "x", None], "c": {"k": True, "l": 1.5}},
    "e": {"b": 3, "c": {"k": False, "m": "new"}},
    "l": [3, 1, 2, 3],
    "path": "/etc/nginx/conf.d/site.conf",
    "text": "The quick brown fox, it's 42 \"times\" faster",
    "users": [{"name": "bea", "keys": ["k1", "k2"]}, {"name": "carl", "keys": []}],
    "deep": [1, [2, [3, [4]]], None],
    "uni": "Grüße – ok",
    "config": {
        "name": "web", "port": 8080, "ratio": 0.5, "on": True, "off": False, "none": None, "empty": "", "list": [], "map": {},
        "yes": "yes", "number": "12", "float": "1.5", "colon": "a: b", "hash": "a #b", "dash": "- x", "star": "*x", "quote": "it's",
        "double": "say \"hi\"", "nested": {"items": ["a", {"b": 1, "c": [1, 2]}, ["x", "y"]], "empty": [{}]}, "space": " lead", "date": "2024-01-01",
        "octal": "0644", "percent": "%x", "at": "@x", "url": "http://x:80/a?b=c", "comma": "a, b", "brace": "{x}", "bracket": "[x]", "null": "null",
        "tilde": "~", "multi": "one\ntwo\n", "tab": "a\tb", "long": "word " * 30, "key with space": 1, "pipe": "|", "q": "?", "exp": "1e3", "inf": ".inf",
    },
}

EXPRESSIONS = """
d|to_json ;; d|to_nice_json ;; d|to_nice_json(indent=2) ;; l|to_json ;; uni|to_json ;; none|to_json ;; d|to_json(indent=1) ;; d|to_json(sort_keys=true) ;; range(3)|list|to_nice_json
'{"a": [1, 2.5, null, true], "b": "x"}'|from_json ;; '[1'|from_json ;; '5'|from_json
d|to_yaml ;; l|to_yaml ;; 'x'|to_yaml ;; 5|to_yaml ;; {'a': 1, 'b': 'x'}|to_yaml ;; {'a': [1, {'b': 2}]}|to_yaml ;; users|to_yaml
d|to_nice_yaml ;; d|to_nice_yaml(indent=2) ;; users|to_nice_yaml ;; l|to_nice_yaml ;; {}|to_nice_yaml ;; [[1, 2], [3]]|to_nice_yaml ;; {'a': {'b': {'c': 1}}}|to_nice_yaml ;; 'true'|to_nice_yaml
config|to_nice_yaml(indent=2) ;; config|to_nice_yaml ;; config|to_yaml
'abc'|regex_replace('b', 'x') ;; 'foobar'|regex_replace('^f.*o(.*)$', '\\\\1') ;; 'localhost:80'|regex_replace('^(?P<host>.+):(?P<port>\\\\d+)$', '\\\\g<host>, \\\\g<port>') ;; 'ABC'|regex_replace('b', '-', ignorecase=true) ;; 'a.b.c'|regex_replace('\\\\.', '_') ;; 'aaa'|regex_replace('a', 'b', count=2) ;; 'abc'|regex_replace('', '-') ;; 'abc'|regex_replace('(x)?b', '[\\\\1]') ;; 'a\\nb'|regex_replace('^', '> ', multiline=true) ;; 'abc'|regex_replace('(', 'x')
text|regex_search('q\\\\w+') ;; text|regex_search('zz') is none ;; text|regex_search('(\\\\w+) (\\\\w+)', '\\\\1', '\\\\2') ;; 'server1/db42'|regex_search('server([0-9]+)/db([0-9]+)', '\\\\2') ;; 'FOO'|regex_search('foo', ignorecase=true) ;; 'a1b2'|regex_search('(?P<l>[a-z])(?P<n>\\\\d)', '\\\\g<n>')
'a1b22c333'|regex_findall('\\\\d+') ;; 'k=v, x=y'|regex_findall('(\\\\w)=(\\\\w)') ;; 'aXbx'|regex_findall('x', ignorecase=true) ;; 'a b'|regex_findall('z') ;; 'one\\ntwo'|regex_findall('^\\\\w+', multiline=true) ;; 'aaa'|regex_findall('a{2}') ;; 'foo.bar'|regex_findall('\\\\b\\\\w') ;; 'abab'|regex_findall('(?:ab)+') ;; 'x1y'|regex_findall('(?<=x)\\\\d(?=y)') ;; '<a><b>'|regex_findall('<.+?>') ;; 'aab'|regex_findall('a*') ;; 'tel: 555-1234'|regex_findall('[0-9]{3}-[0-9]{4}') ;; 'a]b'|regex_findall('[]a]') ;; 'aa bb'|regex_findall('(\\\\w)\\\\1')
'^a.*b$ [x]'|regex_escape ;; 'a-b_c'|regex_escape
path|basename ;; path|dirname ;; 'a'|basename ;; 'a/'|basename ;; 'a'|dirname ;; '/a'|dirname ;; '/'|dirname ;; '//a//b'|dirname ;; path|splitext ;; 'a.tar.gz'|splitext ;; '.bashrc'|splitext ;; ['/etc', 'a', 'b']|path_join ;; ['a', '/b']|path_join
'hello'|b64encode ;; uni|b64encode ;; ''|b64encode ;; 'aGVsbG8='|b64decode ;; 'R3LDvMOfZQ=='|b64decode ;; 'YQ=='|b64decode
'test'|hash ;; 'test'|hash('md5') ;; 'test'|hash('sha256') ;; 'test'|hash('sha512') ;; 'test'|hash('sha224') ;; 'test'|hash('sha384') ;; uni|hash('sha1') ;; ('x' * 200)|hash('sha512') ;; ('y' * 55)|hash('sha256') ;; 'test'|checksum ;; 'test'|sha1 ;; 'test'|md5
d|combine(e) ;; d|combine(e, recursive=true) ;; d|combine({'z': 1}, {'z': 2}) ;; {'a': [1, 2]}|combine({'a': [2, 3]}, list_merge='append') ;; {'a': [1, 2]}|combine({'a': [2, 3]}, list_merge='prepend') ;; {'a': [1, 2]}|combine({'a': [2, 3]}, list_merge='append_rp') ;; {'a': [1, 2]}|combine({'a': [2, 3]}, list_merge='prepend_rp') ;; {'a': [1]}|combine({'a': [2]}, list_merge='keep') ;; [d, e]|combine ;; {'a': 1}|combine(5)
d|dict2items ;; {'a': 1}|dict2items(key_name='k', value_name='v') ;; [{'key': 'a', 'value': 1}]|items2dict ;; [{'k': 'a', 'v': 1}]|items2dict(key_name='k', value_name='v') ;; [1]|dict2items ;; [{'x': 1}]|items2dict
true|ternary('y', 'n') ;; 0|ternary('y', 'n') ;; none|ternary('y', 'n', 'z') ;; 'x'|ternary(1, 2) ;; none|ternary('y', 'n')
'yes'|bool ;; 'No'|bool ;; 'on'|bool ;; 1|bool ;; 0|bool ;; '1'|bool ;; true|bool ;; none|bool ;; 'maybe'|bool
'a b'|quote ;; 'plain'|quote ;; "it's"|quote ;; ''|quote ;; none|quote ;; 'a$b'|quote
deep|flatten ;; deep|flatten(levels=1) ;; deep|flatten(skip_nulls=false) ;; [[1], [2]]|flatten
l|union([4, 1])|sort ;; l|intersect([1, 3])|sort ;; l|difference([3])|sort ;; l|symmetric_difference([3, 9])|sort ;; ['a']|union(['b', 'a'])|sort ;; ['a, b', {'c: d': 'x, y'}, 'k:v']|to_yaml ;; {'a': ['x: y', '?', 'p?q', '{', 'u:v']}|to_nice_yaml
[1, 2]|zip(['a', 'b'])|list ;; [1, 2, 3]|zip_longest(['a'], fillvalue='-')|list ;; [1, 2]|product(['a', 'b'])|list ;; [1, 2, 3]|permutations(2)|list ;; [1, 2, 3]|combinations(2)|list
users|subelements('keys') ;; users|subelements('nope', skip_missing=true) ;; 1|extract(['a', 'b']) ;; ['a', 'b']|map('extract', {'a': 1, 'b': 2})|list ;; 'x'|extract({'x': {'y': 5}}, 'y')
'line one\\nline two'|comment ;; 'x'|comment('c') ;; 'x'|comment('erlang') ;; 'a,b'|split(',') ;; 'a b'|split ;; 8|log(2) ;; 100|log(10) ;; 2|pow(5) ;; 9|root ;; 27|root(3) ;; 1|log ;; 'a%20b+c'|urldecode
'abc' is match('a') ;; 'abc' is match('b') ;; 'abc' is search('b') ;; 'abc' is regex('c$') ;; 'ABC' is match('a', ignorecase=true) ;; [1, 2] is contains(1) ;; [1] is subset([1, 2]) ;; [1, 2] is superset([1]) ;; [true, 0] is any ;; [true, 0] is all ;; [1, 2] is all
'a\\nb'|comment('cblock') ;; 'a\\n\\nb'|comment('xml') ;; 'a'|comment('plain', decoration='! ') ;; 'a'|comment('plain', prefix='', postfix='') ;; 'a\\nb'|comment('plain', prefix='#######\\n#', postfix='#\\n#######', decoration='#   ') ;; 'a'|comment('plain', prefix_count=3, postfix_count=0) ;; 'a'|comment('nope') ;; 5|comment
10|human_readable ;; 1024|human_readable ;; 1048576|human_readable ;; 1024|human_readable(isbits=true) ;; 123456789|human_readable(unit='K') ;; 0|human_readable ;; 1.5|human_readable ;; 10|human_readable(isbits=true) ;; 5000000000000|human_readable ;; 'x'|human_readable ;; nope|human_readable
'1.5 GB'|human_to_bytes ;; '10'|human_to_bytes ;; '10'|human_to_bytes('M') ;; '1Mb'|human_to_bytes(isbits=true) ;; 'x'|human_to_bytes ;; '10 KiB'|human_to_bytes ;; 5|human_to_bytes ;; '1.5'|human_to_bytes('kilobyte') ;; '2 Megabyte'|human_to_bytes ;; '1MB'|human_to_bytes(isbits=true) ;; '1 b'|human_to_bytes ;; '1 B'|human_to_bytes ;; '.5K'|human_to_bytes ;; '2.5'|human_to_bytes ;; '-1K'|human_to_bytes ;; '1kB'|human_to_bytes ;; '1KB '|human_to_bytes ;; '10 Q'|human_to_bytes
'%Y-%m-%d %H:%M:%S %Z'|strftime(0, utc=true) ;; '%a %A %j %U %W %w %u %y %e %p %I %c|%x|%X|%D %F %T %R %r %G %V %g %s %n%t%h %C %k %l %P %% %Q'|strftime(1700000000.5, utc=true) ;; '%Y'|strftime('5', utc=true) ;; '%Y'|strftime('x') ;; '%G-W%V-%u %j'|strftime(1104537600, utc=true) ;; '%G-W%V-%u %U %W'|strftime(1230768000, utc=true) ;; '%F %T'|strftime(-1, utc=true) ;; '%F'|strftime(951782400, utc=true) ;; '%B %b %d'|strftime(4102444800, utc=true) ;; '%V %G'|strftime(1293753600, utc=true)
'secret'|password_hash('sha256', 'mysalt', rounds=10000) ;; 'secret'|password_hash('sha512', 'mysalt', rounds=5000) ;; 'secret'|password_hash('sha256', salt='ab', rounds=1000) ;; 'Grüße, a rather long password that needs more than one block of the digest: 0123456789'|password_hash('sha512', 'saltstring', rounds=1001) ;; ''|password_hash('sha512', 'a', rounds=1000) ;; 'x'|password_hash('sha512', 'a$b', rounds=1000) ;; 'x'|password_hash('sha512', 'abcdefghijklmnopq', rounds=1000) ;; 'x'|password_hash('nope', 'ab') ;; 'x'|password_hash('sha512', 'ab', rounds=10) ;; 'x'|password_hash('sha512_crypt', '16letters.../xyz', rounds=1234)
'x'|to_uuid ;; uni|to_uuid ;; 'x'|to_uuid(namespace='11111111-2222-3333-4444-555555555555') ;; 'x'|to_uuid(namespace='nope')
'/a/../b'|normpath ;; '//a//./b/'|normpath ;; 'a/../../b'|normpath ;; ''|normpath ;; '/..'|normpath ;; '///x'|normpath ;; ['/a/b', '/a/c']|commonpath ;; ['a/b', 'a/b/c']|commonpath ;; ['/a', 'b']|commonpath ;; []|commonpath ;; ['/a/./b', '/a/b/c']|commonpath ;; '/a/b/c'|relpath('/a') ;; '/a'|relpath('/a') ;; '/x/y'|relpath('/a/b') ;; '/a/b'|relpath('/a/b/c')
'c:\\\\a\\\\b.txt'|win_basename ;; 'c:\\\\a\\\\b.txt'|win_dirname ;; 'c:\\\\a'|win_dirname ;; 'c:/a/b'|win_dirname ;; 'a'|win_dirname ;; 'a'|win_basename ;; 'a\\\\'|win_basename ;; 'c:\\\\a'|win_splitdrive ;; 'a\\\\b'|win_splitdrive ;; 'c:'|win_basename
[{'n': 'a', 'v': 1}, {'n': 'b', 'v': 2}]|rekey_on_member('n') ;; {'x': {'n': 'a'}}|rekey_on_member('n') ;; [{'n': 'a'}, {'n': 'a'}]|rekey_on_member('n') ;; [{'n': 'a', 'v': 1}, {'n': 'a', 'v': 2}]|rekey_on_member('n', duplicates='overwrite') ;; [{'v': 1}]|rekey_on_member('n') ;; [1]|rekey_on_member('n') ;; [{'n': 'a'}]|rekey_on_member('n', duplicates='x')
'a' is truthy ;; '' is truthy ;; '' is falsy ;; 'no' is truthy(convert_bool=true) ;; 'yes' is truthy(convert_bool=true) ;; 'no' is falsy(convert_bool=true) ;; 1 is nan ;; 'nan'|float is nan ;; 'x' is nan ;; '/a' is abs ;; 'a' is abs ;; '/a' is is_abs ;; [1] is issubset([1, 2]) ;; [1, 2] is issuperset([1])
"""


def cases():
    """One case for each expression."""
    number = 0
    for row in EXPRESSIONS.strip().splitlines():
        for expression in row.split(" ;; "):
            number += 1
            text = "{{ " + expression.strip() + " }}"
            yield {"name": f"ansible {number}", "template": text, "context": CONTEXT}
