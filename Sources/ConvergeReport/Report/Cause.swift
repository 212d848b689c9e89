internal import ConvergeCore

/// Why something differs (`language.md`, section 3).
package enum Cause: String, Sendable, CaseIterable, ReportedWord {
  /// Never applied before.
  case new
  /// The manifest says something else than before.
  case manifest
  /// The host was changed since.
  case host
  case both
  /// What the manifest points at has moved: a candidate version, an image's tag.
  case source
  /// Nothing differs, a refresh is owed.
  case refresh
  /// There is no ledger to tell it from.
  case unknown
}
