/// The methods of lists and tuples, by Python's names.
enum ListMethods {
  static func method(_ name: String, of box: ListBox, isTuple: Bool) -> Datum? {
    if box is GroupBox {
      if name == "grouper" { return box.elements[0] }
      if name == "list" { return box.elements[1] }
    }
    guard common.contains(name) || (!isTuple && changing.contains(name)) else { return nil }
    return .object(
      NativeFunction(name) { (arguments, run) throws(TemplateError) in
        try call(name, box, arguments, run)
      })
  }

  private static let common: Set = ["count", "index"]
  private static let changing: Set = [
    "append", "extend", "insert", "pop", "remove", "reverse", "sort", "clear", "copy",
  ]

  private static func call(
    _ name: String, _ box: ListBox, _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> Datum {
    switch name {
    case "append":
      let value = try only(name, "object", arguments, run)
      try run.keep(value)
      box.elements.append(value)
      return .none
    case "extend":
      let values = try run.elements(try only(name, "iterable", arguments, run))
      try run.spend(values.count)
      try run.keep(.list(values))
      box.elements += values
      return .none
    case "insert": return try insert(box, arguments, run)
    case "pop": return try pop(box, arguments, run)
    case "remove":
      let position = try position(name, box, arguments, run)
      try run.spend(box.elements.count >> 4)
      box.elements.remove(at: position)
      return .none
    case "index": return .integer(Int64(try position(name, box, arguments, run)))
    case "count":
      let wanted = try only(name, "value", arguments, run)
      var count: Int64 = 0
      try run.spend(box.elements.count)
      for element in box.elements where try run.isEqual(element, wanted) { count += 1 }
      return .integer(count)
    case "sort":
      guard arguments.positional.isEmpty else { throw run.failure(.type, Message.sort) }
      let values = try Signature(name, ["reverse", "key"]).bind(arguments, run)
      let isDescending = try run.isTrue(values[0] ?? .boolean(false))
      box.elements = try run.sorted(
        box.elements, keys: box.elements, isDescending: isDescending)
      return .none
    default: return try withoutArguments(name, box, arguments, run)
    }
  }

  private static func withoutArguments(
    _ name: String, _ box: ListBox, _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> Datum {
    _ = try Signature(name, []).bind(arguments, run)
    try run.spend(box.elements.count)
    switch name {
    case "reverse": box.elements.reverse()
    case "clear": box.elements = []
    default: return .list(box.elements)
    }
    return .none
  }

  private static func only(
    _ name: String, _ parameter: String, _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> Datum {
    try Signature(name, [parameter], required: 1).bind(arguments, run)[0] ?? .none
  }

  private static func insert(
    _ box: ListBox, _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> Datum {
    let values = try Signature("insert", ["index", "object"], required: 2).bind(arguments, run)
    let index = try run.integer(values[0] ?? .none, Message.index)
    let count = box.elements.count
    let position = index < 0 ? max(0, index + count) : min(index, count)
    try run.spend((count - position) >> 4)
    try run.keep(values[1] ?? .none)
    box.elements.insert(values[1] ?? .none, at: position)
    return .none
  }

  private static func pop(
    _ box: ListBox, _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> Datum {
    let values = try Signature("pop", ["index"]).bind(arguments, run)
    let index = try run.integer(values[0] ?? .integer(-1), Message.index)
    guard let position = run.position(.integer(Int64(index)), count: box.elements.count) else {
      throw run.failure(.lookup, Message.noElement(index))
    }
    try run.spend((box.elements.count - position) >> 4)
    return box.elements.remove(at: position)
  }

  private static func position(
    _ name: String, _ box: ListBox, _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> Int {
    let wanted =
      try Signature(name, ["value", "start", "stop"], required: 1)
      .bind(arguments, run)[0] ?? .none
    try run.spend(box.elements.count)
    for (position, element) in box.elements.enumerated() where try run.isEqual(element, wanted) {
      return position
    }
    throw run.failure(.value, Message.notThere)
  }
}

/// The methods of mappings, by Python's names.
enum DictMethods {
  private static let names: Set = [
    "items", "keys", "values", "get", "pop", "popitem", "setdefault", "update", "clear", "copy",
    "fromkeys",
  ]

  static func has(_ name: String) -> Bool { names.contains(name) }

  /// Whether it is a method that changes nothing.
  static func reads(_ name: String) -> Bool {
    ["items", "keys", "values", "get", "copy"].contains(name)
  }

  static func method(_ name: String, of dict: DictBox) -> Datum? {
    guard names.contains(name) else { return nil }
    return .object(
      NativeFunction(name) { (arguments, run) throws(TemplateError) in
        try call(name, dict, arguments, run)
      })
  }

  static func call(
    _ name: String, _ dict: DictBox, _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> Datum {
    switch name {
    case "get", "pop", "setdefault":
      return try member(name, dict, arguments, run)
    case "update":
      guard arguments.positional.count <= 1 else { throw run.failure(.type, Message.update) }
      if let other = arguments.positional.first { try run.fill(dict, from: other) }
      for (name, value) in arguments.named {
        try run.keep(value)
        dict[name] = value
      }
      return .none
    case "fromkeys":
      let values = try Signature(name, ["iterable", "value"], required: 1).bind(arguments, run)
      let made = DictBox()
      for key in try run.elements(values[0] ?? .none) {
        try run.spend(8)
        made.set(key, hash: try run.hash(key), to: values[1] ?? .none)
      }
      return .dict(made)
    default: break
    }
    _ = try Signature(name, []).bind(arguments, run)
    switch name {
    case "items": return .object(DictView(dict, .items))
    case "keys": return .object(DictView(dict, .keys))
    case "values": return .object(DictView(dict, .values))
    case "copy":
      try run.spend(dict.count << 2)
      return .dict(dict.copy())
    case "popitem":
      guard dict.count > 0 else { throw run.failure(.lookup, Message.empty) }
      let key = dict.key(at: dict.count - 1)
      let value = dict.remove(key, hash: try run.hash(key)) ?? .none
      return .tuple([key, value])
    default:
      dict.removeAll()
      return .none
    }
  }

  private static func member(
    _ name: String, _ dict: DictBox, _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> Datum {
    let values = try Signature(name, ["key", "default"], required: 1).bind(arguments, run)
    let key = run.reveal(values[0] ?? .none)
    let hash = try run.hash(key)
    switch name {
    case "get": return dict.value(of: key, hash: hash) ?? values[1] ?? .none
    case "pop":
      try run.spend(dict.count)
      if let value = dict.remove(key, hash: hash) ?? values[1] { return value }
      throw run.failure(
        .lookup, Message.noKey(run.shown((try? run.description(key)) ?? "such key")))
    default:
      if let value = dict.value(of: key, hash: hash) { return value }
      let value = values[1] ?? .none
      try run.spend(8)
      try run.keep(value)
      dict.set(key, hash: hash, to: value)
      return value
    }
  }
}

extension Run {
  /// Adds the members of a mapping, or of a sequence of pairs.
  func fill(_ dict: DictBox, from source: Datum) throws(TemplateError) {
    if case .dict(let other) = reveal(source) {
      try spend(other.count << 3)
      try keep(.dict(other))
      dict.update(with: other)
      return
    }
    for pair in try elements(source) {
      let parts = try elements(pair)
      guard parts.count == 2 else { throw failure(.value, Message.noPair(parts.count)) }
      try spend(8)
      try keep(parts[1])
      dict.set(parts[0], hash: try hash(parts[0]), to: parts[1])
    }
  }
}

private enum Message {
  static let index = "the position"
  static let notThere = "the value is not in the list"
  static let sort = "'sort' takes only named values: 'reverse'"
  static let update = "'update' takes one mapping and named values"
  static let empty = "the mapping is empty"
  static func noElement(_ index: Int) -> String { "the list has no element \(index)" }
  static func noKey(_ key: String) -> String { "the mapping has no \(key)" }
  static func noPair(_ count: Int) -> String { "a pair has 2 parts, not \(count)" }
}
