internal import ConvergeCore

/// Makes a declaration of an entry: shorthands expanded, names and types checked.
struct DeclarationReader {
  private let entry: Entry
  private let kind: Kind
  private let manifest: String
  private var attributes: [Node.Entry] = []
  private var name: Node
  private var common = CommonAttributes()
  private var overlay: Node?

  /// - Parameter manifest: its name.
  init(entry: Entry, manifest: String) {
    self.entry = entry
    self.manifest = manifest
    kind = entry.kind
    name = entry.label
  }

  consuming func read(reporting problems: inout Diagnostics) -> DeclaredEntry {
    var found = Diagnostics()
    for written in Shorthand(entry).attributes(reporting: &found)
    where found.items.count < ManifestReader.problemLimit {
      take(written, &found)
    }
    let entries = checkedOverlay(&found)
    let reference = entry.reference(entry.label.scalar?.text ?? "")
    if let module = entry.origin.module {
      common.tags += module.tags.filter { !common.tags.contains($0) }
      common.isEnforced = common.isEnforced && module.isEnforced
    }
    let declaration = Declaration(
      kind: kind, reference: reference, place: entry.label.place, attributes: attributes,
      name: name, common: common, sources: entry.origin.sources,
      manifest: manifest)
    problems.append(contentsOf: found)
    return DeclaredEntry(
      entry: entry, reference: reference, declaration: declaration, isRight: !found.hasErrors,
      overlay: entries)
  }

  private mutating func take(_ written: Node.Entry, _ problems: inout Diagnostics) {
    let key = written.key.scalar?.text ?? ""
    if key != "on_create", isSecretShown(written, &problems) { return }
    if key == kind.identityAttribute {
      takeName(written.value, &problems)
    } else if key == "state" {
      if isState(written, &problems) { attributes.append(written) }
    } else if key == "on_create" {
      overlay = written.value.isNull ? nil : written.value
    } else if common.take(written, reporting: &problems) {
      return
    } else if let spec = kind.attribute(key) {
      guard spec.type.check(written.value, named: key, reporting: &problems) else { return }
      attributes.append(written)
    } else {
      reportUnknown(written.key, &problems)
    }
  }

  /// Whether a sensitive value stands where a plan, a report or somebody on the host would see it.
  private func isSecretShown(
    _ written: Node.Entry, _ problems: inout Diagnostics
  ) -> Bool {
    guard let place = written.value.firstSecret else { return false }
    let key = written.key.scalar?.text ?? ""
    if kind.attribute(key)?.keepsSecrets == true { return false }
    let others = kind.attributes.filter(\.keepsSecrets).map { "'\($0.name)'" }
    problems.error(
      Message.secret(key), at: place,
      hint: others.isEmpty ? nil : Message.secretPlaces(others, kind.name))
    return true
  }

  private mutating func takeName(_ node: Node, _ problems: inout Diagnostics) {
    let type = kind.attribute(kind.identityAttribute)?.type ?? .text
    guard type.check(node, named: kind.identityAttribute, reporting: &problems) else { return }
    if node.scalar?.text.isEmpty == true {
      problems.error(Message.emptyName(kind.identityAttribute), at: node.place)
      return
    }
    name = node
  }

  private func isState(_ written: Node.Entry, _ problems: inout Diagnostics) -> Bool {
    guard !kind.states.isEmpty else {
      problems.error(Message.noState(kind.name), at: written.key.place, hint: kind.stateHint)
      return false
    }
    guard let word = written.value.scalar, !written.value.isNull else {
      problems.error(
        Message.stateIsNoWord, at: written.value.place, hint: Message.oneOf(kind.states))
      return false
    }
    if kind.states.contains(word.text) { return true }
    let meant = nearest(to: word.text, among: kind.states)
    problems.error(
      Message.unknownState(word.isSensitive ? "(sensitive)" : word.text, kind.name),
      at: written.value.place,
      hint: meant.map { "did you mean '\($0)'?" } ?? kind.stateHint ?? Message.oneOf(kind.states))
    return false
  }

  /// The entries of `on_create`, checked; the same attribute beside it is an error.
  private func checkedOverlay(_ problems: inout Diagnostics) -> [Node.Entry] {
    guard let overlay else { return [] }
    guard let entries = overlay.mapping else {
      problems.error(
        Message.overlayIsNoMapping, at: overlay.place, hint: "write { ATTRIBUTE: … }")
      return []
    }
    for written in entries {
      let key = written.key.scalar?.text ?? ""
      guard let spec = kind.attribute(key), key != kind.identityAttribute else {
        if Self.isCommon(key) || key == kind.identityAttribute {
          problems.error(
            Message.notAtCreation(key), at: written.key.place, hint: Message.besideIt)
        } else {
          reportUnknown(written.key, &problems)
        }
        continue
      }
      if spec.type.isTemplate {
        problems.error(Message.notAtCreation(key), at: written.key.place)
        continue
      }
      if isSecretShown(written, &problems) { continue }
      spec.type.check(written.value, named: key, reporting: &problems)
      if let beside = attributes.first(where: { $0.key.scalar?.text == key }) {
        problems.error(
          Message.both(key), at: written.key.place,
          related: [Diagnostic.Related(Message.beside, at: beside.key.place)])
      }
    }
    return entries
  }

  private static func isCommon(_ key: String) -> Bool {
    ["state", "when", "for_each"].contains(key)
      || CommonAttributes.specs.contains { $0.name == key }
  }

  private func reportUnknown(_ key: Node, _ problems: inout Diagnostics) {
    let text = key.scalar?.text ?? ""
    let meant = Synonyms.attribute(meantBy: text, in: kind)
    problems.error(
      Message.unknown(text, kind.name), at: key.place,
      hint: meant.map { "did you mean '\($0)'?" } ?? "'converge explain \(kind.name)' lists them")
  }
}

private enum Message {
  static func unknown(_ key: String, _ kind: String) -> String {
    "unknown attribute '\(key)' of \(kind)"
  }
  static func secret(_ key: String) -> String {
    "'\(key)' cannot be a sensitive value: it is shown"
  }
  static func secretPlaces(_ names: [String], _ kind: String) -> String {
    "a \(kind) keeps a secret in \(names.joined(separator: ", "))"
  }
  static func emptyName(_ attribute: String) -> String { "'\(attribute)' is empty" }
  static func noState(_ kind: String) -> String { "a \(kind) has no 'state'" }
  static let stateIsNoWord = "'state' must be a word"
  static func oneOf(_ states: [String]) -> String { "one of \(states.joined(separator: ", "))" }
  static func unknownState(_ word: String, _ kind: String) -> String {
    "'\(word)' is no state of a \(kind)"
  }
  static let overlayIsNoMapping = "'on_create' must be a mapping of attributes"
  static func notAtCreation(_ key: String) -> String { "'\(key)' cannot hold only at creation" }
  static let besideIt = "write it beside 'on_create'"
  static func both(_ key: String) -> String {
    "'\(key)' holds either always or only at creation, not both"
  }
  static let beside = "it is also written here"
}
