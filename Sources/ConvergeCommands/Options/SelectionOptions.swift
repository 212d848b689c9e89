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
  }

  var selection: Selection {
    var selection = Selection()
    selection.tags = names(tags)
    selection.skippedTags = names(skipTags)
    selection.only = only.compactMap { Reference($0) }
    return selection
  }

  private func names(_ texts: [String]) -> Set<String> {
    Set(texts.flatMap { $0.split(separator: ",").map(String.init) })
  }
}
