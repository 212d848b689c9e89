extension ExpressionReference {
  /// The functions: names and what they give, and below an example.
  static let functionTable = #"""
    range: Integers from a start to before a stop, by a step.
      range(1, 6, 2)
    dict: A mapping.
      dict(a=1)
    lipsum: Some Latin, the same on a host each time.
      lipsum(n=1) is string
    cycler: Values in turn: `next()`, `current`, `reset()`.
      cycler('a', 'b').next()
    joiner: Nothing at the first call, then the separator.
      joiner(', ')()
    namespace: What `set` in a loop can change: `set ns.a = 2`.
      namespace(a=1).a
    """#

  /// The tests in the same form.
  static let testTable = #"""
    abs, is_abs: A path from the root.
      '/etc' is abs
    all: All elements are true.
      [true, 1] is all
    any: One element is true.
      [false, 1] is any
    boolean: True or false.
      true is boolean
    callable: It can be called.
      range is callable
    contains: It has the element.
      [1, 2] is contains(1)
    defined: The name is known.
      nope is defined
    divisibleby: Without a rest.
      4 is divisibleby(2)
    eq, ==, equalto: Equal.
      1 is eq(1)
    escaped: Marked as safe.
      ('<' | e) is escaped
    even: Even.
      2 is even
    false: False itself.
      false is false
    falsy: It counts as false; `convert_bool`.
      '' is falsy
    filter: There is a filter of that name.
      'upper' is filter
    float: A number with a fraction.
      1.0 is float
    ge, >=: At least.
      2 is ge(1)
    gt, >, greaterthan: Greater.
      2 is gt(1)
    in: An element, key or part of it.
      1 is in [1, 2]
    integer: A whole number.
      1 is integer
    iterable: It has elements.
      'ab' is iterable
    le, <=: At most.
      1 is le(1)
    lower: In small letters.
      'ab' is lower
    lt, <, lessthan: Less.
      1 is lt(2)
    mapping: A mapping.
      {} is mapping
    match: A regular expression matches at the beginning.
      'abc' is match('ab')
    nan, isnan: No number, as it comes of some divisions.
      1 is nan
    ne, !=: Unequal.
      1 is ne(2)
    none: None, YAML's null.
      none is none
    number: A number.
      1.5 is number
    odd: Odd.
      1 is odd
    regex: A regular expression matches somewhere.
      'abc' is regex('b')
    sameas: The very same.
      none is sameas none
    search: A regular expression matches somewhere.
      'abc' is search('b')
    sequence: A list, text or mapping.
      [1] is sequence
    string: A text.
      'a' is string
    subset, issubset: The other has all its elements.
      [1] is subset([1, 2])
    superset, issuperset: It has all elements of the other.
      [1, 2] is superset([1])
    test: There is a test of that name.
      'odd' is test
    true: True itself.
      true is true
    truthy: It counts as true; `convert_bool`.
      'a' is truthy
    undefined: The name is not known.
      nope is undefined
    upper: In large letters.
      'AB' is upper
    version, version_compare: Versions compared; the operator is `==` where none is given.
      '1.10' is version('1.9', '>')
    """#
}
