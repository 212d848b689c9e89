internal import ArgumentParser
internal import ConvergeCore

/// What ArgumentParser does not say well: which verb was meant.
enum VerbCheck {
  /// What is wrong with the verbs at the beginning of a command line; nil where nothing is.
  static func complaint(about arguments: [String]) -> String? {
    var words = arguments[...]
    if words.first == "help" { words = words.dropFirst() }
    return complaint(about: words, below: Converge.self)
  }

  /// The message on an unknown option, with the one that was meant where ArgumentParser, which
  /// does not think of these, leaves it out; nil where there is nothing to add.
  static func hint(for message: String) -> String? {
    guard message.hasPrefix("Unknown option '"), message.hasSuffix("'") else { return nil }
    let option = String(message.dropFirst(16).dropLast())
    return nearest(to: option, among: ["--help", "--version"]).map {
      "\(message). Did you mean '\($0)'?"
    }
  }

  private static func complaint(
    about words: ArraySlice<String>, below parent: any ParsableCommand.Type
  ) -> String? {
    let verbs = parent.configuration.subcommands
    guard !verbs.isEmpty, let word = words.first, !word.hasPrefix("-") else { return nil }
    if let verb = verbs.first(where: { $0.configuration.commandName == word }) {
      return complaint(about: words.dropFirst(), below: verb)
    }
    var known = verbs.compactMap { $0.configuration.commandName }
    let isTop = parent == Converge.self
    // ArgumentParser adds it, at the top only.
    if isTop { known.append("help") }
    if isTop, word == "help" { return nil }
    let name = isTop ? "" : parent.configuration.commandName ?? ""
    return Message.unknownVerb(word, below: name, nearest: nearest(to: word, among: known))
  }
}

private enum Message {
  static func unknownVerb(_ verb: String, below parent: String, nearest: String?) -> String {
    let command = parent.isEmpty ? "converge" : "converge \(parent)"
    let hint = nearest.map { "did you mean '\($0)'?" } ?? "'\(command) --help' lists the verbs"
    return parent.isEmpty
      ? "unknown verb '\(verb)': \(hint)" : "'\(parent)' has no verb '\(verb)': \(hint)"
  }
}
