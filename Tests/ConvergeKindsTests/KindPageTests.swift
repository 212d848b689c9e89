import ConvergeCore
import ConvergeKinds
import Foundation
import Testing

/// What every kind's folder must have.
@Suite struct KindPageTests {
  @Test(arguments: try Kinds.folders())
  func `a kind has a page that names every attribute, and cases`(folder: URL) throws {
    let name = folder.lastPathComponent
    let type = try #require(registeredKinds.first { "\($0)" == name }, "\(name) is no kind")
    let page = try String(contentsOf: folder.appending(path: "\(name).md"), encoding: .utf8)
    for attribute in type.kind.attributes.map(\.name) where !page.contains("`\(attribute)`") {
      Issue.record("\(name).md says nothing of `\(attribute)`")
    }
    for word in ["refresh", "read"] where !page.lowercased().contains(word) {
      Issue.record("\(name).md says nothing of: \(word)")
    }
    let cases = try Case.all().filter { $0.name.hasPrefix("\(name)/") }
    #expect(cases.count >= 8, "\(name) has \(cases.count) cases")
  }
}
