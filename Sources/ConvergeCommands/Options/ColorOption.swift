internal import ArgumentParser
internal import ConvergeHost
internal import ConvergeReport

/// Whether text is coloured.
struct ColorOption: ParsableArguments {
  enum When: String, ExpressibleByArgument, CaseIterable, Sendable { case auto, always, never }

  @Option(help: ArgumentHelp("When text is coloured.", valueName: "when"))
  var color = When.auto

  /// As it is where nobody chose.
  static var automatic: ColorOption {
    var option = ColorOption()
    option.color = .auto
    return option
  }

  /// The style for one of the outputs; `auto` means a terminal, and no NO_COLOR in the environment
  /// (no-color.org).
  func style(for console: Console) -> Style {
    switch color {
    case .always: Style(isColored: true)
    case .never: .plain
    case .auto: Style(isColored: console.isTerminal && !isRefused)
    }
  }

  private var isRefused: Bool {
    let refusal = ProcessEnvironment.variable("NO_COLOR") ?? ""
    return !refusal.isEmpty || ProcessEnvironment.variable("TERM") == "dumb"
  }
}
