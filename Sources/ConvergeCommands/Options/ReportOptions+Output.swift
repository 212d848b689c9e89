internal import ConvergeCore
internal import ConvergeReport
internal import ConvergeYAML
internal import Glibc

extension ReportOptions {
  /// Writes a report to standard output, in the format asked for.
  func tell(_ report: Report) {
    let now = Timestamp(seconds: Int64(time(nil)))
    let text =
      switch format {
      case .text:
        TextReport(report, amount: amount, style: color.style(for: .output), now: now).text
      case .json: report.json()
      case .yaml: report.plainValue.yamlText()
      case .markdown: MarkdownReport(report, now: now).text
      }
    Console.output.write(text)
  }
}
