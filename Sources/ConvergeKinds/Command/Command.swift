package import ConvergeCore
internal import ConvergeSystems

/// A program or script that is run when it is needed.
package struct Command: Resource {
  /// What makes it run.
  enum Occasion: Sendable, Equatable {
    /// Each apply.
    case always
    /// Only a refresh.
    case refresh
    /// What its guards say.
    case need
  }

  /// How an exit status is to be taken.
  enum Meaning: String, CaseIterable { case ok, changed, failed }

  let label: String
  package let identity: Identity
  let arguments: [String]
  let occasion: Occasion
  /// A path that is there once it has run.
  let creates: String?
  /// It runs only where this succeeds.
  let onlyIf: [String]?
  /// It runs only where this fails.
  let unless: [String]?
  let surroundings: ProgramSurroundings
  let meanings: [Int32: Meaning]
  let timeout: Duration

  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    var reader = CommandReader(declaration)
    label = declaration.name.scalar?.text ?? ""
    identity = Identity(.command, declaration.scopedLabel)
    arguments = reader.whatRuns()
    occasion = reader.occasion()
    creates = reader.creates()
    onlyIf = reader.shared.guardArguments("only_if")
    unless = reader.shared.guardArguments("unless")
    surroundings = reader.shared.surroundings()
    meanings = reader.shared.meanings(success: .ok, Meaning.init(rawValue:))
    timeout = declaration.common.timeout ?? Self.kind.timeout
    let found = [reader.problems, reader.shared.problems]
    for some in found { problems.append(contentsOf: some) }
    if found.contains(where: \.hasErrors) { return nil }
  }

  package var provides: [Identity] {
    [identity] + (creates.map { [Identity(.path, $0)] } ?? [])
  }

  package var refreshWord: String { "run" }

  package var needs: [Need] {
    var needs: [Need] = []
    if let user = surroundings.user { needs.append(.thing(Identity(.user, user))) }
    let directory = surroundings.directory
    for path in [arguments.first, onlyIf?.first, unless?.first, directory].compactMap({ $0 })
    where path.hasPrefix("/") {
      needs += [.thing(Identity(.path, path)), .ancestors(ofPath: path)]
    }
    if let creates { needs.append(.ancestors(ofPath: creates)) }
    return needs
  }

  package var desired: Attributes {
    var attributes = Attributes()
    guard occasion == .need else { return attributes }
    if creates != nil { attributes["creates"] = .text(Answer.present) }
    if onlyIf != nil { attributes["only_if"] = .text(Answer.fails) }
    if unless != nil { attributes["unless"] = .text(Answer.succeeds) }
    return attributes
  }

  package static func exists(_ state: State) -> Bool { true }

  package func attributes(of state: State) -> Attributes {
    var attributes = Attributes()
    guard occasion == .need else { return attributes }
    if creates != nil {
      attributes["creates"] = .text(state.hasCreated == true ? Answer.present : Answer.absent)
    }
    if onlyIf != nil { attributes["only_if"] = Answer.shown(state.onlyIf) }
    if unless != nil { attributes["unless"] = Answer.shown(state.unless) }
    return attributes
  }

  /// The words that plans and the ledger have for what guards say.
  enum Answer {
    static let present = "present"
    static let absent = "absent"
    static let succeeds = "succeeds"
    static let fails = "fails"

    static func shown(_ succeeded: Bool?) -> Value {
      succeeded.map { .text($0 ? succeeds : fails) } ?? .null
    }
  }
}
