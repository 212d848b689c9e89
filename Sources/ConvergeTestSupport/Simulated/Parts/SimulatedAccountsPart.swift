package import ConvergeCore

/// `users` and `groups`: lines of the account files.
///
/// A user is written as `{ uid, gid, comment, home, shell, password }`, a group as
/// `{ gid, members, password }`; ids default to the next free one from 1000, a user's group to one
/// of its own name.
package struct SimulatedAccountsPart: SimulatedPart {
  package static let keys = ["groups", "users"]

  package static func build(
    _ node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) {
    for (name, value) in try node.named() {
      if key == "groups" {
        try value.requireKeys(["gid", "members", "password"])
        addGroup(
          name, id: value.integer("gid") ?? freeID(machine), members: value.texts("members"),
          machine)
      } else {
        try value.requireKeys(["uid", "gid", "comment", "home", "shell", "password"])
        addUser(name, value, machine)
      }
    }
  }

  package static func differences(
    from node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) -> [String] {
    let file = key == "groups" ? "/etc/group" : "/etc/passwd"
    let names = key == "groups" ? ["gid", "members"] : ["uid", "gid", "comment", "home", "shell"]
    var found: [String] = []
    for (name, value) in try node.named() {
      let line = fields(of: name, in: file, machine)
      if value.scalar?.text == "absent" {
        if line != nil { found.append("\(key) \(name) is there") }
        continue
      }
      guard let line else {
        found.append("\(key) \(name) is not there")
        continue
      }
      for entry in try value.named() {
        if entry.name == "password" {
          let shadow = key == "groups" ? "/etc/gshadow" : "/etc/shadow"
          let real = fields(of: name, in: shadow, machine)?.dropFirst().first ?? "(none)"
          if real != entry.value.scalar?.text { found.append("\(name): password is \(real)") }
          continue
        }
        guard let index = names.firstIndex(of: entry.name) else {
          throw SimulatedCaseError("unknown key '\(entry.name)'", at: entry.value.place)
        }
        let real = line[index + 2]
        let wanted =
          entry.value.scalar?.text
          ?? value.texts(entry.name).joined(separator: ",")
        if real != wanted { found.append("\(name): \(entry.name) is \(real), not \(wanted)") }
      }
    }
    return found
  }

  private static func addUser(_ name: String, _ value: Node, _ machine: SimulatedHost) {
    let id = value.integer("uid") ?? freeID(machine)
    let names = machine.host.names
    var group = value.integer("gid")
    if group == nil { group = (try? names.group(named: name)).map { Int($0.id) } }
    if group == nil {
      addGroup(name, id: id, members: [], machine)
      group = id
    }
    let comment = value.text("comment") ?? ""
    let home = value.text("home") ?? "/home/\(name)"
    let shell = value.text("shell") ?? "/bin/sh"
    append("\(name):x:\(id):\(group ?? id):\(comment):\(home):\(shell)", to: "/etc/passwd", machine)
    let password = value.text("password") ?? "!"
    append("\(name):\(password):19000:0:99999:7:::", to: "/etc/shadow", machine)
  }

  private static func addGroup(
    _ name: String, id: Int, members: [String], _ machine: SimulatedHost
  ) {
    append("\(name):x:\(id):\(members.joined(separator: ","))", to: "/etc/group", machine)
  }

  private static func freeID(_ machine: SimulatedHost) -> Int {
    let names = machine.host.names
    return (1000...).first { id in
      (try? names.user(id: UInt32(id))) == nil && (try? names.group(id: UInt32(id))) == nil
    } ?? 1000
  }

  private static func append(_ line: String, to path: String, _ machine: SimulatedHost) {
    let mode: UInt16 = path == "/etc/shadow" ? 0o640 : 0o644
    machine.put(path, (machine.content(path) ?? []) + Array((line + "\n").utf8), mode: mode)
  }

  private static func fields(
    of name: String, in path: String, _ machine: SimulatedHost
  ) -> [String]? {
    String(decoding: machine.content(path) ?? [], as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }.first { $0.first == name }
  }
}
