import ConvergeTemplate
import Foundation
import Testing

/// What Jinja2 makes of templates, written down by `record/record` and `record/record-ansible`.
struct RecordedCasesTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  @Test(arguments: ["names", "language", "whole", "ansible"])
  func `a template renders to the bytes that Jinja2 gives, or fails in the same class`(
    file: String
  ) throws {
    let path = Self.folder.appending(path: "cases/\(file).jsonl")
    let cases = try TemplateCase.read(Array(try Data(contentsOf: path)))
    #expect(cases.count >= 10)
    for item in cases {
      let complaint = item.complaint
      #expect(complaint == nil, "\(complaint ?? "") of \(item.template)")
    }
  }

  /// `record/compare` writes generated cases and names their file here.
  @Test func `generated templates render as the installed Jinja2 renders them`() throws {
    guard let path = ProcessInfo.processInfo.environment["CONVERGE_TEMPLATE_CASES"] else { return }
    let cases = try TemplateCase.read(Array(try Data(contentsOf: URL(filePath: path))))
    #expect(cases.count >= 1_000)
    let complaints = cases.compactMap(\.complaint)
    #expect(complaints.isEmpty, "\(complaints.count): \(complaints.prefix(10))")
  }
}
