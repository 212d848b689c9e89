/// Sorting, grouping, smallest and largest.
extension Filters {
  static let orderTable: [NamedFilter] = [
    .init(
      "sort",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("sort", ["reverse", "case_sensitive", "attribute"], arguments)
        let isSensitive = try run.flag(values[1])
        let paths = try run.paths(values[2])
        let elements = try run.elements(arguments.value)
        var keys: [Datum] = []
        keys.reserveCapacity(elements.count)
        for element in elements {
          try run.spend()
          if paths.isEmpty {
            let key = isSensitive ? element : try run.ignoringCase(element)
            keys.append(key.isUndefined ? .list([key]) : key)
            continue
          }
          var parts: [Datum] = []
          for path in paths {
            let value = try run.follow(path, from: element)
            parts.append(isSensitive ? value : try run.ignoringCase(value))
          }
          keys.append(paths.count == 1 && !parts[0].isUndefined ? parts[0] : .list(parts))
        }
        return .list(
          try run.sorted(elements, keys: keys, isDescending: try run.flag(values[0])))
      }
    ),
    .init(
      "dictsort",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("dictsort", ["case_sensitive", "by", "reverse"], arguments)
        let by = try run.string(values[1] ?? .string("key"), "'by'")
        guard by == "key" || by == "value" else { throw run.failure(.argument, Message.by) }
        let isSensitive = try run.flag(values[0])
        let dict = try run.mapping(try run.whole(arguments.value), "what is sorted")
        let pairs = DictView(dict, .items).all
        var keys: [Datum] = []
        keys.reserveCapacity(pairs.count)
        for key in by == "key" ? dict.keys : dict.values {
          keys.append(isSensitive ? key : try run.ignoringCase(key))
        }
        return .list(try run.sorted(pairs, keys: keys, isDescending: try run.flag(values[2])))
      }
    ),
    .init("groupby", groupBy),
    .init(
      "min",
      { (arguments, run) throws(TemplateError) in
        try extreme("min", arguments, run) { (new, best) throws(TemplateError) in
          try run.isLess(new, best)
        }
      }
    ),
    .init(
      "max",
      { (arguments, run) throws(TemplateError) in
        try extreme("max", arguments, run) { (new, best) throws(TemplateError) in
          try run.isLess(best, new, sign: ">")
        }
      }
    ),
    .init(
      "unique",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("unique", ["case_sensitive", "attribute"], arguments)
        let isSensitive = try run.flag(values[0])
        let path = try run.path(values[1] ?? .none)
        let seen = DictBox()
        var result: [Datum] = []
        for element in try run.elements(arguments.value) {
          try run.spend()
          let value = try run.follow(path, from: element)
          let key = isSensitive ? run.reveal(value) : try run.ignoringCase(value)
          let hash = try run.hash(key)
          if seen.value(of: key, hash: hash) == nil {
            seen.set(key, hash: hash, to: .none)
            result.append(element)
          }
        }
        return .object(Generator(result))
      }
    ),
  ]

  private static let groupBy: Filter = { (arguments, run) throws(TemplateError) in
    let parameters = ["attribute", "default", "case_sensitive"]
    let values = try run.bind("groupby", parameters, required: 1, arguments)
    let path = try run.path(values[0] ?? .none)
    let fallback = run.isNone(values[1]) ? nil : values[1]
    let isSensitive = try run.flag(values[2])
    let elements = try run.elements(arguments.value)
    var keys: [Datum] = []
    for element in elements {
      try run.spend()
      let key = try run.follow(path, from: element, fallback: fallback)
      keys.append(isSensitive ? key : try run.ignoringCase(key))
    }
    let positions = elements.indices.map { Datum.integer(Int64($0)) }
    var groups: [Datum] = []
    var members: [Datum] = []
    var current: Int?
    for case .integer(let number) in try run.sorted(positions, keys: keys, isDescending: false) {
      let position = Int(number)
      if let first = current, try !run.isEqual(keys[first], keys[position]) {
        groups.append(try group(path, fallback, members, run))
        members = []
        current = position
      }
      if current == nil { current = position }
      members.append(elements[position])
    }
    if !members.isEmpty { groups.append(try group(path, fallback, members, run)) }
    return .list(groups)
  }

  private static func group(
    _ path: [Datum], _ fallback: Datum?, _ members: [Datum], _ run: Run
  ) throws(TemplateError) -> Datum {
    let key = try run.follow(path, from: members[0], fallback: fallback)
    return .tuple(GroupBox([key, .list(members)]))
  }

  private static func extreme(
    _ name: String, _ arguments: Arguments, _ run: Run,
    _ isBetter: (Datum, Datum) throws(TemplateError) -> Bool
  ) throws(TemplateError) -> Datum {
    let values = try run.bind(name, ["case_sensitive", "attribute"], arguments)
    let isSensitive = try run.flag(values[0])
    let path = try run.path(values[1] ?? .none)
    var best: (element: Datum, key: Datum)?
    for element in try run.elements(arguments.value) {
      try run.spend()
      var key = try run.follow(path, from: element)
      if !isSensitive { key = try run.ignoringCase(key) }
      if let known = best, try !isBetter(key, known.key) { continue }
      best = (element, key)
    }
    return best?.element ?? .undefined(Undefined(name, Message.empty))
  }
}

extension Run {
  /// The attribute paths of a text such as `age,name.first`.
  fileprivate func paths(_ value: Datum?) throws(TemplateError) -> [[Datum]] {
    guard let value else { return [] }
    guard case .string(let text) = reveal(value) else { return [try path(value)] }
    var paths: [[Datum]] = []
    for part in text.split(at: ",") { paths.append(try path(.string(part))) }
    return paths
  }
}

private enum Message {
  static let by = "'by' must be 'key' or 'value'"
  static let empty = "there is no element, the sequence is empty"
}
