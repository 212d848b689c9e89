/// Filters of Ansible on lists.
extension Filters {
  static let ansibleListTable: [NamedFilter] = [
    .init(
      "flatten",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("flatten", ["levels", "skip_nulls"], arguments)
        let levels = run.isNone(values[0]) ? Int.max : try run.integer(values[0] ?? .none, "levels")
        return .list(
          try flattened(
            arguments.value, levels, skipsNone: try run.flag(values[1], default: true), run))
      }
    ),
    .init(
      "union",
      { (arguments, run) throws(TemplateError) in
        try sets("union", arguments, run) { first, second in first + second }
      }
    ),
    .init(
      "intersect",
      { (arguments, run) throws(TemplateError) in
        try sets("intersect", arguments, run) { (first, second) throws(TemplateError) in
          try run.members(first, in: second, wanted: true)
        }
      }
    ),
    .init(
      "difference",
      { (arguments, run) throws(TemplateError) in
        try sets("difference", arguments, run) { (first, second) throws(TemplateError) in
          try run.members(first, in: second, wanted: false)
        }
      }
    ),
    .init(
      "symmetric_difference",
      { (arguments, run) throws(TemplateError) in
        try sets("symmetric_difference", arguments, run) { (first, second) throws(TemplateError) in
          try run.members(first, in: second, wanted: false)
            + run.members(second, in: first, wanted: false)
        }
      }
    ),
    .init(
      "zip",
      { (arguments, run) throws(TemplateError) in
        let columns = try run.columns(arguments)
        let count = columns.map(\.count).min() ?? 0
        try run.spend(count * columns.count)
        return .list((0..<count).map { row in .tuple(columns.map { $0[row] }) })
      }
    ),
    .init(
      "zip_longest",
      { (arguments, run) throws(TemplateError) in
        var arguments = arguments
        let fill = arguments.take("fillvalue") ?? .none
        let columns = try run.columns(arguments)
        let count = columns.map(\.count).max() ?? 0
        try run.spend(count * columns.count)
        return .list(
          (0..<count).map { row in .tuple(columns.map { row < $0.count ? $0[row] : fill }) })
      }
    ),
    .init(
      "product",
      { (arguments, run) throws(TemplateError) in
        var rows: [[Datum]] = [[]]
        let columns = try run.columns(arguments)
        for column in columns {
          try run.spend(rows.count * column.count * (2 + columns.count))
          rows = rows.flatMap { row in column.map { row + [$0] } }
        }
        return .list(rows.map { .tuple($0) })
      }
    ),
    .init(
      "permutations",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("permutations", ["size"], arguments)
        let elements = try run.elements(arguments.value)
        let size = try run.integer(values[0], default: elements.count, "the size")
        return .list(
          try run.selections(elements, size, keepsOrder: false).map { .tuple($0) })
      }
    ),
    .init(
      "combinations",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("combinations", ["size"], required: 1, arguments)
        let elements = try run.elements(arguments.value)
        let size = try run.integer(values[0] ?? .none, "the size")
        return .list(try run.selections(elements, size, keepsOrder: true).map { .tuple($0) })
      }
    ),
    .init(
      "shuffle",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("shuffle", ["seed"], arguments)
        var elements = try run.elements(arguments.value)
        var random = run.random
        if !run.isNone(values[0]), let seed = values[0] {
          random = SeededRandom(seed: UInt64(bitPattern: Int64(textHash(try run.text(seed)))))
        }
        for index in elements.indices.reversed() where index > 0 {
          elements.swapAt(index, random.below(index + 1))
        }
        if run.isNone(values[0]) { run.random = random }
        return .list(elements)
      }
    ),
  ]

  private static func flattened(
    _ value: Datum, _ levels: Int, skipsNone: Bool, _ run: Run
  ) throws(TemplateError) -> [Datum] {
    try run.deepen { () throws(TemplateError) in
      var result: [Datum] = []
      for element in try run.elements(value) {
        try run.spend()
        switch run.reveal(element) {
        case .none where skipsNone: break
        case .list where levels > 0, .tuple where levels > 0:
          result += try flattened(element, levels - 1, skipsNone: skipsNone, run)
        default: result.append(element)
        }
      }
      return result
    }
  }

  /// Two lists as sets, in the order of their elements.
  private static func sets(
    _ name: String, _ arguments: Arguments, _ run: Run,
    _ operation: ([Datum], [Datum]) throws(TemplateError) -> [Datum]
  ) throws(TemplateError) -> Datum {
    let values = try run.bind(name, ["other"], required: 1, arguments)
    let first = try run.elements(arguments.value)
    let second = try run.elements(values[0] ?? .none)
    var result: [Datum] = []
    let seen = DictBox()
    for element in try operation(first, second) {
      try run.spend()
      if let hash = element.keyHash {
        if seen.position(of: element, hash: hash) != nil { continue }
        seen.set(element, hash: hash, to: .none)
      } else if try run.contains(.list(result), element) {
        continue
      }
      result.append(element)
    }
    return .list(result)
  }
}

extension Run {
  /// Those that are, or are not, among others.
  fileprivate func members(
    _ elements: [Datum], in others: [Datum], wanted: Bool
  ) throws(TemplateError) -> [Datum] {
    let known = DictBox()
    for other in others {
      if let hash = other.keyHash { known.set(reveal(other), hash: hash, to: .none) }
    }
    var result: [Datum] = []
    for element in elements {
      try spend()
      let found: Bool
      if let hash = element.keyHash {
        found = known.position(of: reveal(element), hash: hash) != nil
      } else {
        found = try contains(.list(others), element)
      }
      if found == wanted { result.append(element) }
    }
    return result
  }

  /// The elements of each value.
  fileprivate func columns(_ arguments: Arguments) throws(TemplateError) -> [[Datum]] {
    if let other = arguments.named.first {
      throw failure(.type, Message.unknown(other.name))
    }
    var columns = [try elements(arguments.value)]
    for value in arguments.positional { columns.append(try elements(value)) }
    return columns
  }

  /// Every choice of so many elements: as sets in order, or in every order.
  fileprivate func selections(
    _ elements: [Datum], _ size: Int, keepsOrder: Bool
  ) throws(TemplateError) -> [[Datum]] {
    guard size >= 0 else { throw failure(.value, Message.size) }
    guard size <= elements.count else { return [] }
    var rows: [[Int]] = [[]]
    for _ in 0..<size {
      var longer: [[Int]] = []
      for row in rows {
        try spend(elements.count)
        for index in elements.indices {
          let fits = keepsOrder ? index > (row.last ?? -1) : !row.contains(index)
          if fits {
            try spend(2 + row.count)
            longer.append(row + [index])
          }
        }
      }
      rows = longer
    }
    return rows.map { $0.map { elements[$0] } }
  }
}

private enum Message {
  static let size = "the size cannot be negative"
  static func unknown(_ name: String) -> String { "the filter takes no '\(name)'" }
}
