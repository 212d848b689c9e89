extension ExpressionReference {
  /// The methods of texts, each with an example; they are Python's.
  static let textMethodTable = #"""
    capitalize
      'heLLo'.capitalize()
    casefold
      'AB'.casefold()
    center
      'a'.center(3, '-')
    count
      'banana'.count('a')
    endswith
      'motd'.endswith('d')
    expandtabs
      'a\tb'.expandtabs(4)
    find
      'abc'.find('c')
    format
      '{} is {:03d}'.format('a', 7)
    format_map
      '{a}'.format_map({'a': 1})
    index
      'abc'.index('c')
    isalnum
      'a1'.isalnum()
    isalpha
      'ab'.isalpha()
    isascii
      'ab'.isascii()
    isdecimal
      '12'.isdecimal()
    isdigit
      '12'.isdigit()
    isidentifier
      'a_1'.isidentifier()
    islower
      'ab'.islower()
    isnumeric
      '12'.isnumeric()
    isprintable
      'ab'.isprintable()
    isspace
      ' '.isspace()
    istitle
      'Ab'.istitle()
    isupper
      'AB'.isupper()
    join
      ', '.join(['a', 'b'])
    ljust
      'a'.ljust(3, '.')
    lower
      'AB'.lower()
    lstrip
      ' a '.lstrip()
    partition
      'a=b=c'.partition('=')
    removeprefix
      'v1.2'.removeprefix('v')
    removesuffix
      'a.yml'.removesuffix('.yml')
    replace
      'aa'.replace('a', 'b')
    rfind
      'abca'.rfind('a')
    rindex
      'abca'.rindex('a')
    rjust
      '1'.rjust(3, '0')
    rpartition
      'a=b=c'.rpartition('=')
    rsplit
      'a,b,c'.rsplit(',', 1)
    rstrip
      ' a '.rstrip()
    split
      'a,b'.split(',')
    splitlines
      'a\nb'.splitlines()
    startswith
      'motd'.startswith('m')
    strip
      ' a '.strip()
    swapcase
      'aB'.swapcase()
    title
      'ab cd'.title()
    upper
      'ab'.upper()
    zfill
      '7'.zfill(3)
    """#

  static let listMethodTable = #"""
    append
      [1].append(2)
    clear
      [1].clear()
    copy
      [1].copy()
    count
      [1, 1].count(1)
    extend
      [1].extend([2])
    index
      ['a', 'b'].index('b')
    insert
      [1].insert(0, 2)
    pop
      [1, 2].pop()
    remove
      [1].remove(1)
    reverse
      [1].reverse()
    sort
      [2, 1].sort()
    """#

  static let mappingMethodTable = #"""
    clear
      {'a': 1}.clear()
    copy
      {'a': 1}.copy()
    fromkeys
      {}.fromkeys(['a'], 1)
    get
      {'a': 1}.get('b', 2)
    items
      {'a': 1}.items() | list
    keys
      {'a': 1}.keys() | list
    pop
      {'a': 1}.pop('a')
    popitem
      {'a': 1}.popitem()
    setdefault
      {}.setdefault('a', 1)
    update
      {}.update({'a': 1})
    values
      {'a': 1}.values() | list
    """#
}
