package import ConvergeCore
internal import ConvergeSystems

/// One line of a text file whose other lines belong to others.
package struct Line: Resource {
  let path: String
  let isPresent: Bool
  let edit: LineEdit
  /// Whether nothing of the file may be shown.
  let isSensitive: Bool
  let check: FileCheck?
  let backups: Int
  /// Whether a file that is missing is made.
  let creates: Bool
  let makesParents: Bool

  /// Of a file that is edited.
  static let limitBytes = 4 << 20

  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    var own = Diagnostics()
    let path = FilePath.normalised(declaration.name, reporting: &own)
    let edit = LineEdit(declaration, reporting: &own)
    isPresent = declaration.text("state") != "absent"
    isSensitive = declaration.textValue("line")?.isSensitive == true
    check = FileCheck(declaration, reporting: &own)
    backups = declaration.backups
    creates = declaration.boolean("create") ?? false
    makesParents = declaration.boolean("parents") ?? false
    if backups > 0, isSensitive {
      own.error(
        Message.secretBackup, at: declaration.place(of: "backup"), hint: Message.secretHint)
    }
    problems.append(contentsOf: own)
    guard let path, let edit, !own.hasErrors else { return nil }
    self.path = path
    self.edit = edit
  }

  /// The path with what tells this line from the others of its file: `match`, or else the line.
  package var identity: Identity {
    Identity(.line, "\(path): \(edit.match.map { "/\($0.text)/" } ?? edit.line ?? "")")
  }

  /// The line, and how it reads, so that no other one undoes it (`Identity.reading`).
  package var provides: [Identity] {
    guard isPresent, !isSensitive, let line = edit.line else { return [identity] }
    return [identity, .reading(line, in: path)]
  }

  /// Taking a line away stops something in a file that stays; the file may also go afterwards.
  package var aim: Aim { isPresent ? .presence : .stop }

  package var needs: [Need] {
    [.ancestors(ofPath: path), .thing(Identity(.path, path))] + (check?.needs ?? [])
  }

  package var desired: Attributes {
    var desired = Attributes()
    desired["state"] = isPresent ? "present" : "absent"
    if isPresent { desired["line"] = edit.line.map(shown) }
    return desired
  }

  /// A line of the file as a value.
  func shown(_ text: String) -> Value { isSensitive ? .sensitive(.text(text)) : .text(text) }

  /// Some of them as a value: none, one, or a list.
  func shown(_ lines: [String]) -> Value {
    lines.count == 1 ? shown(lines[0]) : lines.isEmpty ? .null : .list(lines.map(shown))
  }
}

extension Identity.Space {
  /// One line of a file: `/etc/hosts: 10.0.0.7 db`, or `/etc/ssh/sshd_config: /^#?Port /`.
  static let line = Self(rawValue: "line")
}

extension Identity {
  /// That a line of a file reads so is declared.
  static func reading(_ line: String, in path: String) -> Identity {
    Identity(Space(rawValue: "line text"), "\(path): \(line)")
  }
}

private enum Message {
  static let secretBackup = "a file with a sensitive line is never kept as a backup"
  static let secretHint = "leave 'backup' out"
}
