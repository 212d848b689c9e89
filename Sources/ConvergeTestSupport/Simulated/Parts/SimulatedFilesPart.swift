package import ConvergeCore

/// `files`, `directories`, `links`, `hard_links`, `special`, `mounts`, `immutable`: what is in the
/// tree.
///
/// In `after:` a value of `absent` means that nothing is there; `leftovers: []` that no temporary
/// name is anywhere; `same_inode` that two paths are one file. In `meanwhile:` what is `gone` is
/// taken away.
package struct SimulatedFilesPart: SimulatedPart {
  package static let keys = [
    "gone", "mounts", "directories", "files", "links", "hard_links", "special", "immutable",
    "leftovers",
    "same_inode",
  ]
  private static let fields = [
    "content", "size", "mode", "owner", "group", "target", "attributes", "links", "immutable",
    "bytes",
  ]

  package static func build(
    _ node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) {
    for (path, value) in try node.named() {
      try value.requireKeys(
        fields + ["device", "read_only", "capacity"])
      switch key {
      case "mounts":
        machine.mount(
          path, device: UInt64(value.integer("device") ?? 2), isReadOnly: value.flag("read_only"),
          capacityBytes: value.integer("capacity"))
      case "directories":
        machine.putDirectory(
          path, mode: try mode(value) ?? 0o755, user: try user(value, machine) ?? 0,
          group: try group(value, machine) ?? 0)
      case "files":
        machine.put(
          path, try content(value, key) ?? [], mode: try mode(value) ?? 0o644,
          user: try user(value, machine) ?? 0, group: try group(value, machine) ?? 0)
      case "links":
        machine.putLink(
          path, to: value.scalar?.text ?? value.text("target") ?? "",
          user: try user(value, machine) ?? 0, group: try group(value, machine) ?? 0)
      case "hard_links": machine.putHardLink(path, to: value.scalar?.text ?? "")
      case "special":
        guard let type = FileStatus.FileType(rawValue: value.scalar?.text ?? "") else {
          throw SimulatedCaseError("unknown type of a special file", at: value.place)
        }
        machine.putSpecial(path, type)
      case "immutable": machine.setImmutable(path)
      case "gone": machine.take(path)
      default: throw SimulatedCaseError("'\(key)' makes no sense in 'host'", at: node.place)
      }
      for (name, text) in try value["attributes"]?.named() ?? [] {
        machine.setAttribute(path, name, text.scalar?.text ?? "")
      }
      if value.flag("immutable") { machine.setImmutable(path) }
    }
  }

  package static func differences(
    from node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) -> [String] {
    if key == "leftovers" {
      return machine.entries().filter { $0.path.contains(".converge-") }.map {
        "left over: \($0.path)"
      }
    }
    var found: [String] = []
    for (path, value) in try node.named() {
      let entry = machine.entry(path)
      if value.scalar?.text == "absent" {
        if let entry { found.append("\(path): a \(entry.status.type.rawValue) is there") }
        continue
      }
      guard let entry else {
        found.append("\(path): nothing is there")
        continue
      }
      if key == "same_inode" {
        let other = machine.entry(value.scalar?.text ?? "")
        if other?.status.inode != entry.status.inode { found.append("\(path): another inode") }
        continue
      }
      let expected = try expectations(value, key: key, machine)
      found += expected.compactMap { name, wanted in
        let real = shown(entry, name)
        return wanted == real ? nil : "\(path): \(name) is \(real), not \(wanted)"
      }
    }
    return found
  }

  private static func expectations(
    _ value: Node, key: String, _ machine: SimulatedHost
  ) throws(SimulatedCaseError) -> [(String, String)] {
    try value.requireKeys(fields)
    var expected: [(String, String)] = []
    switch key {
    case "files": expected.append(("type", "file"))
    case "directories": expected.append(("type", "directory"))
    case "links": expected.append(("type", "link"))
    case "special": expected.append(("type", value.scalar?.text ?? ""))
    default: throw SimulatedCaseError("'\(key)' makes no sense in 'after'", at: value.place)
    }
    if key == "links", let target = value.scalar?.text { expected.append(("target", target)) }
    if let target = value.text("target") { expected.append(("target", target)) }
    if let content = try content(value, key) { expected.append(("content", shown(content))) }
    if let size = value.text("size") { expected.append(("size", size)) }
    if let mode = try mode(value) { expected.append(("mode", octal(mode))) }
    if let user = try user(value, machine) { expected.append(("owner", "\(user)")) }
    if let group = try group(value, machine) { expected.append(("group", "\(group)")) }
    if let links = value.text("links") { expected.append(("links", links)) }
    for (name, text) in try value["attributes"]?.named() ?? [] {
      expected.append(("attribute \(name)", text.scalar?.text ?? ""))
    }
    return expected
  }

  private static func shown(_ entry: SimulatedEntry, _ name: String) -> String {
    switch name {
    case "type": entry.status.type.rawValue
    case "target": entry.target ?? "(no link)"
    case "content": entry.content.map(shown) ?? "(no file)"
    case "size": "\(entry.status.sizeBytes)"
    case "mode": octal(entry.status.mode)
    case "owner": "\(entry.status.user)"
    case "group": "\(entry.status.group)"
    case "links": "\(entry.status.links)"
    default: entry.attributes[String(name.dropFirst("attribute ".count))] ?? "(none)"
    }
  }

  private static func shown(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).debugDescription
  }

  private static func octal(_ mode: UInt16) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// `content` as text, or `bytes` as a list of numbers.
  private static func content(
    _ node: Node, _ key: String
  ) throws(SimulatedCaseError) -> [UInt8]? {
    if let bytes = node["bytes"]?.sequence {
      return bytes.compactMap { $0.value.integer.flatMap(UInt8.init(exactly:)) }
    }
    if let content = node["content"]?.scalar { return Array(content.text.utf8) }
    if key == "files", node.scalar != nil, !node.isNull {
      throw SimulatedCaseError("write { content: … } or absent", at: node.place)
    }
    return nil
  }

  private static func mode(_ node: Node) throws(SimulatedCaseError) -> UInt16? {
    guard let text = node.text("mode") else { return nil }
    guard let mode = UInt16(text, radix: 8) else {
      throw SimulatedCaseError("a mode is written in octal", at: node.place)
    }
    return mode
  }

  private static func user(
    _ node: Node, _ machine: SimulatedHost
  ) throws(SimulatedCaseError) -> UInt32? {
    guard let name = node.text("owner") else { return nil }
    if let id = UInt32(name) { return id }
    guard let user = try? machine.host.names.user(named: name) else {
      throw SimulatedCaseError("there is no user '\(name)'", at: node.place)
    }
    return user.id
  }

  private static func group(
    _ node: Node, _ machine: SimulatedHost
  ) throws(SimulatedCaseError) -> UInt32? {
    guard let name = node.text("group") else { return nil }
    if let id = UInt32(name) { return id }
    guard let group = try? machine.host.names.group(named: name) else {
      throw SimulatedCaseError("there is no group '\(name)'", at: node.place)
    }
    return group.id
  }
}
