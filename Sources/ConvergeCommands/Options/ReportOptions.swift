internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeReport
internal import ConvergeYAML
internal import Glibc

/// How a run is told.
struct ReportOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How the report is written.", valueName: "format"))
  var format = Format.text

  @OptionGroup var color: ColorOption
  @OptionGroup var amount: AmountOptions

  /// Writes a report to standard output, in the format asked for.
  ///
  /// - Parameter past: earlier runs of the host, for the format that shows them.
  func tell(_ report: Report, past: [PastRun] = []) {
    let now = Timestamp(seconds: Int64(time(nil)))
    let text =
      switch format {
      case .text:
        TextReport(report, amount: textAmount, style: color.style(for: .output), now: now).text
      case .json: report.json()
      case .yaml: report.plainValue.yamlText()
      case .markdown: MarkdownReport(report, now: now).text
      case .junit: JUnitReport(report, now: now).text
      case .sarif: SARIFReport(report, now: now).text
      case .html: HTMLReport(report, past: past, now: now).text
      }
    Console.output.write(text)
  }

  private var textAmount: TextReport.Amount {
    amount.quiet ? .quiet : amount.verbose ? .all : .usual
  }
}
