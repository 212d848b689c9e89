internal import ArgumentParser

/// How a report is told.
enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
  case text, json, yaml, markdown
}

/// How a table or a list is told.
enum DataFormat: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json, yaml }
