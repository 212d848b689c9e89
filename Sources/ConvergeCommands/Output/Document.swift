internal import ConvergeCore
internal import ConvergeReport
internal import ConvergeYAML

/// The one document that a machine format puts on standard output, whatever happens.
enum Document {
  /// Runs `body`; what it stops with goes to standard output too, in a machine's words.
  static func orProblems(in format: DataFormat, _ body: () throws -> Void) throws {
    do { try body() } catch let stop as Stop {
      write(ProblemsReport(stop.diagnostics).plainValue, in: format)
      throw stop
    }
  }

  /// Writes a value; nothing where a person reads.
  static func write(_ value: Value, in format: DataFormat) {
    switch format {
    case .text: break
    case .json: Console.output.write(value.jsonText(isIndented: true) + "\n")
    case .yaml: Console.output.write(value.yamlText())
    }
  }
}
