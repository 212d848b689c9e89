extension ExpressionReference {
  /// The filters: names and what they give, and below an example.
  static let filterTable = #"""
    abs: Without its sign.
      -3 | abs
    attr: The attribute of that name, never a key.
      namespace(a=1) | attr('a')
    b64decode: Text from Base64.
      'aGk=' | b64decode
    b64encode: Base64 of a text's UTF-8.
      'hi' | b64encode
    basename: The last part of a path.
      '/etc/motd' | basename
    batch: Lists of so many elements; the second argument fills up the last.
      [1, 2, 3] | batch(2, 0) | list
    bool: Whether it is one of Ansible's words for true: yes, on, 1, true.
      'yes' | bool
    capitalize: The first letter large, the others small.
      'heLLo' | capitalize
    center: Spaces on both sides up to a width.
      'a' | center(3)
    checksum, sha1: SHA-1 in hexadecimal digits.
      'a' | sha1
    combinations: All choices of so many elements.
      [1, 2, 3] | combinations(2) | list
    combine: Mappings in one, the later stronger; `recursive`, `list_merge`.
      {'a': 1} | combine({'b': 2}, recursive=true)
    comment: Each line a comment: `plain`, `decoration`, `erlang`, `c`, `cblock`, `xml`.
      'a' | comment
    commonpath: What paths begin with in common.
      ['/srv/a', '/srv/b'] | commonpath
    default, d: A value for what is undefined; with `true` also for what is false.
      nope | default('x')
    dict2items: A list of mappings with `key` and `value`.
      {'a': 1} | dict2items
    dictsort: Pairs in order; `by='value'`, `reverse`.
      {'b': 1, 'a': 2} | dictsort
    difference: Elements that the other has not.
      [1, 2] | difference([2])
    dirname: A path without its last part.
      '/etc/motd' | dirname
    escape, e: HTML's special characters escaped; what is marked as safe stays.
      '<a>' | e
    extract: The element of a container at an index or key; `morekeys` goes deeper.
      1 | extract(['a', 'b'])
    filesizeformat: A size for people; `true` for powers of 1024.
      13000 | filesizeformat
    first: The first element.
      [1, 2] | first
    flatten: Without lists in lists; `levels` at most.
      [1, [2, [3]]] | flatten
    float: As a number with a fraction; what is none gives the default, 0.0.
      '1.5' | float
    forceescape: Escaped, also what is marked as safe.
      '<' | safe | forceescape
    format: Values put into a text as printf does.
      '%s is %d' | format('a', 1)
    from_json: What a JSON text says.
      '[1, null]' | from_json
    from_yaml: What a YAML text says, by the rules of manifests.
      '{"a": [1]}' | from_yaml
    from_yaml_all: The same, of several documents.
      '1' | from_yaml_all | list
    groupby: Pairs of a value of the attribute and the elements that have it.
      [{'a': 1, 'b': 2}, {'a': 1, 'b': 3}] | groupby('a') | map(attribute=1) | list
    hash: A digest in hexadecimal digits: `sha1`, `md5`, `sha256`, `sha512`, …
      'a' | hash('sha256')
    human_readable: A size with its unit; `isbits`, `unit`.
      1572864 | human_readable
    human_to_bytes: The number of bytes of such a size; `default_unit`, `isbits`.
      '1.5 GB' | human_to_bytes
    indent: Lines after the first begin with so many spaces; `first`, `blank`.
      'a\nb' | indent(2)
    int: As an integer; what is none gives the default, 0; `base`.
      '42' | int
    intersect: Elements that both have.
      [1, 2] | intersect([2])
    ipaddr: The address, or what the query asks of it; false where it is none.
      '192.0.2.7/24' | ipaddr('network')
    ipv4: As `ipaddr`, of IPv4 alone.
      ['192.0.2.7', '2001:db8::1'] | ipv4
    ipv6: As `ipaddr`, of IPv6 alone.
      ['192.0.2.7', '2001:db8::1'] | ipv6
    ipwrap: An IPv6 address in brackets.
      '2001:db8::1' | ipwrap
    items: Pairs of key and value.
      {'a': 1} | items | list
    items2dict: The inverse of `dict2items`.
      [{'key': 'a', 'value': 1}] | items2dict
    join: Elements as one text; `attribute`.
      [1, 2] | join(', ')
    last: The last element.
      [1, 2] | last
    length, count: How many elements, keys or characters.
      [1, 2] | length
    list: A list of the elements.
      'ab' | list
    log: The logarithm; natural without a base.
      8 | log(2)
    lower: In small letters.
      'AB' | lower
    mandatory: The value; an error where it is undefined.
      1 | mandatory
    map: A filter applied to each, or an `attribute` of each.
      [1, 2] | map('string') | list
    max: The largest; `attribute`.
      [1, 3] | max
    md5: MD5 in hexadecimal digits.
      'a' | md5
    min: The smallest; `attribute`.
      [1, 3] | min
    normpath: A path without `.` and `..`.
      '/a/./b/../c' | normpath
    password_hash: For /etc/shadow: `sha256`, `sha512`; a salt that is not given is the same on a host each time.
      'a' | password_hash('sha512', 'salt', rounds=5000)
    path_join: Parts of a path as one.
      ['/etc', 'motd'] | path_join
    permutations: All orders.
      [1, 2] | permutations | list
    pow: A power.
      2 | pow(3)
    pprint: As Python's pprint writes it.
      {'a': 1} | pprint
    product: All pairs with the elements of another list.
      [1, 2] | product(['a']) | list
    quote: Quoted for a shell.
      'a b' | quote
    random: One of the elements, the same on a host each time.
      [7] | random
    regex_escape: With all that is special in regular expressions escaped.
      'a.b' | regex_escape
    regex_findall: All that matches; groups as lists.
      'a1 b2' | regex_findall('[0-9]')
    regex_replace: What matches replaced; `\1` is a group.
      'a1' | regex_replace('([a-z])', '\\1-')
    regex_search: The first that matches; none where nothing does.
      'a1' | regex_search('[0-9]')
    reject: Those for which the test does not hold.
      [1, 2] | reject('odd') | list
    rejectattr: The same, of an attribute.
      [{'a': true}, {'a': false}] | rejectattr('a') | list
    rekey_on_member: A mapping of mappings by one of their members; `duplicates`.
      [{'n': 'a', 'v': 1}] | rekey_on_member('n')
    relpath: The way from one path to another, both from the root.
      '/srv/a' | relpath('/srv/b')
    replace: A text in it replaced, at most so often.
      'aa' | replace('a', 'b', 1)
    reverse: From the end.
      [1, 2] | reverse | list
    root: The square root, or that of a `base`.
      9 | root
    round: Rounded to digits; `method='floor'` or `'ceil'`.
      2.5 | round
    safe: Marked as needing no escaping.
      '<' | safe | e
    select: Those for which the test holds.
      [1, 2] | select('odd') | list
    selectattr: The same, of an attribute.
      [{'a': 1}, {'a': 2}] | selectattr('a', 'gt', 1) | list
    shuffle: In another order, the same on a host each time.
      [7] | shuffle
    slice: So many lists of nearly equal length.
      [1, 2, 3] | slice(2) | list
    sort: In order; `reverse`, `case_sensitive`, `attribute`.
      [2, 1] | sort
    split: Parts between separators; without one, words.
      'a,b' | split(',')
    splitext: The name and its last ending.
      'a.tar.gz' | splitext
    strftime: A time in UTC, by the seconds since 1970, which must be given.
      '%Y-%m-%d' | strftime(86400)
    string: As text.
      1 | string
    striptags: Without tags of HTML.
      '<b>a</b>' | striptags
    subelements: Pairs of an element and each of its parts.
      [{'k': [1, 2]}] | subelements('k') | length
    sum: The sum; `attribute`, `start`.
      [1, 2] | sum
    symmetric_difference: Elements that only one of both has.
      [1, 2] | symmetric_difference([2, 3])
    ternary: The first where it is true, else the second; a third for none.
      true | ternary('a', 'b')
    title: Each word with a large letter.
      'ab cd' | title
    to_json: JSON on one line.
      {'a': [1]} | to_json
    to_nice_json: JSON with indentation, keys in order.
      {'a': 1} | to_nice_json
    to_nice_yaml: YAML in blocks, keys in order.
      {'a': [1]} | to_nice_yaml
    to_uuid: A UUID made of a text, in Ansible's or another `namespace`.
      'web1' | to_uuid
    to_yaml: YAML, keys in order.
      {'a': [1]} | to_yaml
    tojson: JSON that is safe in HTML.
      {'a': '<'} | tojson
    trim: Without spaces, or other characters, at both ends.
      ' a ' | trim
    truncate: Cut at a length, with an ellipsis; `killwords`, `end`, `leeway`.
      'hello wide world' | truncate(10)
    type_debug: The name of Python's type.
      1 | type_debug
    union: Elements of both, each once.
      [1] | union([1, 2])
    unique: Each once; `attribute`, `case_sensitive`.
      [1, 1, 2] | unique | list
    upper: In large letters.
      'ab' | upper
    urldecode: Without percent signs' encoding.
      'a%20b' | urldecode
    urlencode: For a URL; a mapping as a query.
      'a b' | urlencode
    urlize: With links of HTML.
      'see www.example.org' | urlize
    win_basename: The last part of a path of Windows.
      'c:\\a\\b.txt' | win_basename
    win_dirname: All but the last part of a path of Windows.
      'c:\\a\\b.txt' | win_dirname
    win_splitdrive: The drive of a path of Windows, and the rest.
      'c:\\a' | win_splitdrive
    wordcount: How many words.
      'a b' | wordcount
    wordwrap: Lines of at most so many characters.
      'aaa bbb' | wordwrap(4)
    xmlattr: Attributes of XML.
      {'a': 1} | xmlattr
    zip: Pairs of elements in step.
      [1, 2] | zip(['a', 'b']) | list
    zip_longest: The same to the longest.
      [1, 2] | zip_longest(['a'], fillvalue='') | list
    """#
}
