/// Filters of Ansible on mappings.
extension Filters {
  static let ansibleDataTable: [NamedFilter] = [
    .init(
      "dict2items",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("dict2items", ["key_name", "value_name"], arguments)
        let (key, value) = try names(values[0], values[1], run)
        let dict = try run.mapping(try run.whole(arguments.value), "what becomes items")
        return .list(
          (0..<dict.count).map { position in
            .dict(
              DictBox(strings: [(key, dict.key(at: position)), (value, dict.value(at: position))]))
          })
      }
    ),
    .init(
      "items2dict",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("items2dict", ["key_name", "value_name"], arguments)
        let (key, value) = try names(values[0], values[1], run)
        let dict = DictBox()
        for element in try run.elements(arguments.value) {
          try run.spend()
          let item = try run.mapping(element, "an item")
          guard let name = item[key], let content = item[value] else {
            throw run.failure(.type, Message.item(key, value))
          }
          dict.set(name, hash: try run.hash(name), to: content)
        }
        return .dict(dict)
      }
    ),
    .init(
      "combine",
      { (arguments, run) throws(TemplateError) in
        var arguments = arguments
        let isDeep = try run.flag(arguments.take("recursive"))
        let merge = try run.string(
          arguments.take("list_merge") ?? .string("replace"), "'list_merge'")
        guard ["replace", "keep", "append", "prepend", "append_rp", "prepend_rp"].contains(merge)
        else { throw run.failure(.argument, Message.merge) }
        if let other = arguments.named.first {
          throw run.failure(.argument, Message.unknown(other.name))
        }
        var sources: [Datum] = []
        for argument in [arguments.value] + arguments.positional {
          if case .list(let box) = run.reveal(argument) {
            sources += box.elements
          } else {
            sources.append(argument)
          }
        }
        var result = DictBox()
        for source in sources {
          let dict = try run.mapping(try run.whole(source), "what is combined")
          result = try combined(result, dict, isDeep: isDeep, merge, run)
        }
        return .dict(result)
      }
    ),
    .init(
      "rekey_on_member",
      { (arguments, run) throws(TemplateError) in
        let parameters = ["key", "duplicates"]
        let values = try run.bind("rekey_on_member", parameters, required: 1, arguments)
        let key = values[0] ?? .none
        let keyHash = try run.hash(key)
        let rule = try run.string(values[1] ?? .string("error"), "'duplicates'")
        guard rule == "error" || rule == "overwrite" else {
          throw run.failure(.argument, Message.duplicates)
        }
        var elements = try run.elements(arguments.value)
        if case .dict(let dict) = try run.whole(arguments.value) { elements = dict.values }
        let result = DictBox()
        for element in elements {
          try run.spend(8)
          let item = try run.mapping(element, "an element")
          guard let name = item.value(of: run.reveal(key), hash: keyHash) else {
            let told = try run.text(key)
            throw run.failure(.lookup, Message.noKey(run.shown(told)))
          }
          let hash = try run.hash(name)
          if rule == "error", result.position(of: name, hash: hash) != nil {
            let told = try run.text(name)
            throw run.failure(.value, Message.twice(run.shown(told)))
          }
          result.set(name, hash: hash, to: element)
        }
        return .dict(result)
      }
    ),
    .init(
      "extract",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("extract", ["container", "morekeys"], required: 1, arguments)
        var value = try run.item(values[0] ?? .none, arguments.value)
        if !run.isNone(values[1]), let more = values[1] {
          var keys = [more]
          if case .list(let box) = run.reveal(more) { keys = box.elements }
          for key in keys { value = try run.item(value, key) }
        }
        return value
      }
    ),
    .init(
      "subelements",
      { (arguments, run) throws(TemplateError) in
        let parameters = ["subelements", "skip_missing"]
        let values = try run.bind("subelements", parameters, required: 1, arguments)
        let path = try run.path(values[0] ?? .none)
        let skips = try run.flag(values[1])
        var elements = try run.elements(arguments.value)
        if case .dict(let dict) = try run.whole(arguments.value) { elements = dict.values }
        var result: [Datum] = []
        for element in elements {
          let inner = try run.follow(path, from: element)
          if inner.isUndefined, skips { continue }
          for part in try run.elements(inner) {
            try run.spend()
            result.append(.tuple([element, part]))
          }
        }
        return .list(result)
      }
    ),
  ]

  private static func names(
    _ key: Datum?, _ value: Datum?, _ run: Run
  ) throws(TemplateError) -> (String, String) {
    (
      try run.string(key ?? .string("key"), "'key_name'"),
      try run.string(value ?? .string("value"), "'value_name'")
    )
  }

  private static func combined(
    _ left: DictBox, _ right: DictBox, isDeep: Bool, _ merge: String, _ run: Run
  ) throws(TemplateError) -> DictBox {
    let result = left.copy()
    try run.spend(left.count + right.count)
    return try run.deepen { () throws(TemplateError) in
      for position in 0..<right.count {
        let key = right.key(at: position)
        let hash = right.hash(at: position)
        var value = right.value(at: position)
        if let before = left.value(of: key, hash: hash) {
          switch (before, value) {
          case (.dict(let first), .dict(let second)) where isDeep:
            value = .dict(try combined(first, second, isDeep: true, merge, run))
          case (.list(let first), .list(let second)):
            value = .list(try merged(first.elements, second.elements, merge, run))
          default: break
          }
        }
        result.set(key, hash: hash, to: value)
      }
      return result
    }
  }

  private static func merged(
    _ left: [Datum], _ right: [Datum], _ merge: String, _ run: Run
  ) throws(TemplateError) -> [Datum] {
    func without(_ elements: [Datum], _ others: [Datum]) throws(TemplateError) -> [Datum] {
      var result: [Datum] = []
      for element in elements where try !run.contains(.list(others), element) {
        result.append(element)
      }
      return result
    }
    switch merge {
    case "keep": return left
    case "append": return left + right
    case "prepend": return right + left
    case "append_rp": return try without(left, right) + right
    case "prepend_rp": return right + (try without(left, right))
    default: return right
    }
  }
}

private enum Message {
  static let merge =
    "'list_merge' must be 'replace', 'keep', 'append', 'prepend', 'append_rp' or 'prepend_rp'"
  static let duplicates = "'duplicates' must be 'error' or 'overwrite'"
  static func noKey(_ key: String) -> String { "an element has no '\(key)'" }
  static func twice(_ key: String) -> String { "'\(key)' is there twice" }
  static func unknown(_ name: String) -> String { "'combine' takes no '\(name)'" }
  static func item(_ key: String, _ value: String) -> String {
    "each item needs '\(key)' and '\(value)'"
  }
}
