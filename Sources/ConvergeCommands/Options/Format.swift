internal import ArgumentParser

/// How a report is told.
enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
  case text, json, yaml, markdown, junit, sarif, html
}

/// How a table or a list is told.
enum DataFormat: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json, yaml }

extension Format {
  /// The format of a document that is no report.
  var ofData: DataFormat {
    switch self {
    case .json: .json
    case .yaml: .yaml
    case .text, .markdown, .junit, .sarif, .html: .text
    }
  }
}
