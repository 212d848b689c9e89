internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeEngine

/// Which resources a run is about.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only resources with one of these tags; commas between.", valueName: "tags"))
  var tags: [String] = []

  @Option(
    name: .customLong("skip-tags"),
    help: ArgumentHelp("No resource with one of these tags.", valueName: "tags"))
  var skipTags: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only this resource and what it requires, as file:/etc/motd; may be repeated.",
      valueName: "ref"))
  var only: [String] = []

  func validate() throws {
    for text in only where Reference(text) == nil {
      throw ValidationError("'\(text)' is no reference; write kind:name, as file:/etc/motd")
    }
    // A shell's variable that is not set must not stand for the whole host.
    for (option, texts) in [("--tags", tags), ("--skip-tags", skipTags)]
    where texts.contains(where: { names([$0]).isEmpty }) {
      throw ValidationError("'\(option)' has no tag; write \(option) web,db")
    }
  }

  /// What is selected of a manifest.
  ///
  /// - Throws: `Stop` with 64 where a tag or a reference is nowhere in it: a typo would leave out
  ///   all, or nothing.
  func selection(of resources: [DeclaredResource]) throws -> Selection {
    var selection = Selection()
    selection.tags = names(tags)
    selection.skippedTags = names(skipTags)
    selection.only = only.compactMap { Reference($0) }
    let known = Set(resources.flatMap(\.declaration.common.tags))
    for (option, tags) in [("--tags", selection.tags), ("--skip-tags", selection.skippedTags)] {
      for tag in tags.sorted() where !known.contains(tag) {
        throw Stop(.usage, Message.unknown(tag, option, known.sorted()))
      }
    }
    return selection
  }

  private func names(_ texts: [String]) -> Set<String> {
    Set(
      texts.flatMap { $0.split(separator: ",") }
        .map { $0.trimmingSpaces }.filter { !$0.isEmpty })
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

private enum Message {
  static func unknown(_ tag: String, _ option: String, _ known: [String]) -> String {
    let hint =
      nearest(to: tag, among: known).map { "did you mean '\($0)'?" }
      ?? (known.isEmpty ? "no resource has any" : "there are \(known.joined(separator: ", "))")
    return "\(option): no resource has the tag '\(tag)': \(hint)"
  }
}
