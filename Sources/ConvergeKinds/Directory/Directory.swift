package import ConvergeCore
internal import ConvergeSystems

/// A directory: its owner, group and mode, those of what is in it, and what may be in it at all.
package struct Directory: Resource {
  let path: String
  let isPresent: Bool
  let attributes: FileAttributes
  /// Owner, group and mode of the files below; the mode only where `file_mode` is declared.
  let fileAttributes: FileAttributes
  let recurses: Bool
  let purges: Bool
  let isForced: Bool
  let makesParents: Bool

  /// The mode of a new directory without a declared one.
  static let newMode: UInt16 = 0o755

  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    var own = Diagnostics()
    let path = FilePath.normalised(declaration.name, reporting: &own)
    let attributes = FileAttributes(declaration, isDirectory: true, reporting: &own)
    let fileAttributes = FileAttributes(
      declaration, modeAttribute: "file_mode", reporting: &own)
    isPresent = declaration.text("state") != "absent"
    recurses = declaration.boolean("recurse") ?? false
    purges = declaration.boolean("purge") ?? false
    isForced = declaration.boolean("force") ?? false
    makesParents = declaration.boolean("parents") ?? false
    for attribute in ["purge", "file_mode"] where declaration.node(attribute) != nil && !recurses {
      guard attribute != "purge" || purges else { continue }
      own.error(
        Message.needsRecurse(attribute), at: declaration.place(of: attribute),
        hint: Message.recurseHint)
    }
    if path == "/" {
      if !isPresent { own.error(Message.rootAbsent, at: declaration.place) }
      if recurses {
        own.error(Message.rootRecursion, at: declaration.place(of: "recurse"))
      }
    }
    problems.append(contentsOf: own)
    guard let path, let attributes, let fileAttributes, !own.hasErrors else { return nil }
    self.path = path
    self.attributes = attributes
    self.fileAttributes = fileAttributes
  }

  package var identity: Identity { Identity(.path, path) }
  package var aim: Aim { isPresent ? .presence : .absence }
  package var isDirectory: Bool { true }

  package var needs: [Need] {
    [.ancestors(ofPath: path)] + (isPresent ? attributes.needs : [])
  }

  package var desired: Attributes {
    var desired = Attributes()
    desired["state"] = isPresent ? "present" : "absent"
    guard isPresent else { return desired }
    attributes.declare(in: &desired)
    if recurses {
      desired["recurse"] = true
      desired["file_mode"] = fileAttributes.mode.map { .text($0.canonical(isDirectory: false)) }
    }
    if purges { desired["purge"] = true }
    return desired
  }
}

private enum Message {
  static func needsRecurse(_ attribute: String) -> String {
    "'\(attribute)' concerns what is in the directory: it needs 'recurse: true'"
  }
  static let recurseHint = "write 'recurse: true' too"
  static let rootAbsent = "'/' cannot be absent"
  static let rootRecursion = "'recurse' is refused for '/'"
}
