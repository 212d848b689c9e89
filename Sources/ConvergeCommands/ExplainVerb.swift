internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeKinds
internal import ConvergeReport

/// `converge explain [KIND[.ATTRIBUTE]]`
struct ExplainVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "The reference: kinds and their attributes.",
    discussion: "For example: converge explain file.mode")

  @Argument(
    help: ArgumentHelp("A kind, or an attribute of one.", valueName: "kind[.attribute]"),
    completion: .list(subjects))
  var subject: String?

  @OptionGroup var color: ColorOption

  func run() throws {
    Console.output.write(try text(of: registeredKinds.map { $0.kind }))
  }

  /// What a shell completes: kinds, and their attributes.
  private static var subjects: [String] {
    registeredKinds.map { $0.kind }.sorted { $0.name < $1.name }.flatMap { kind in
      [kind.name] + kind.attributes.map { "\(kind.name).\($0.name)" }
    }
  }

  private func text(of kinds: [Kind]) throws -> String {
    guard let subject else {
      return ReferencePages(kinds).overview + "\n'converge explain file' tells more of one.\n"
    }
    let parts = subject.split(separator: ".", maxSplits: 1).map(String.init)
    let name = parts.first ?? ""
    guard let kind = kinds.first(where: { $0.name == name || $0.section == name }) else {
      throw Stop(.usage, Message.unknownKind(name, kinds))
    }
    let page = KindPage(kind, style: color.style(for: .output))
    guard parts.count == 2 else { return page.text }
    guard let text = page.text(ofAttribute: parts[1]) else {
      throw Stop(.usage, Message.unknownAttribute(parts[1], kind))
    }
    return text
  }
}

private enum Message {
  static func unknownKind(_ name: String, _ kinds: [Kind]) -> String {
    let names = kinds.map(\.name)
    let hint =
      nearest(to: name, among: names).map { "did you mean '\($0)'?" }
      ?? "known are \(names.sorted().joined(separator: ", "))"
    return "unknown kind '\(name)': \(hint)"
  }

  static func unknownAttribute(_ name: String, _ kind: Kind) -> String {
    let names = kind.attributes.map(\.name)
    let hint =
      nearest(to: name, among: names).map { "did you mean '\($0)'?" }
      ?? "known are \(names.joined(separator: ", "))"
    return "\(kind.name) has no attribute '\(name)': \(hint)"
  }
}
