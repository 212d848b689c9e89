internal import ConvergeCore

/// A package, a group or a directory that different modules declare in the same way: one resource
/// with the edges of both (`language.md`, section 3).
struct SharedResource {
  static let kinds: Set = ["package", "group", "directory"]

  /// The first with the tags of both.
  let whole: DeclaredResource

  /// - Returns: nil where they are not equal, or stand in one module.
  init?(_ later: DeclaredResource, _ first: DeclaredResource) {
    let (own, other) = (later.declaration, first.declaration)
    guard own.kind.name == other.kind.name, Self.kinds.contains(own.kind.name),
      own.reference.module != other.reference.module, Self.areEqual(later, first)
    else { return nil }
    let more = own.common.tags.filter { !other.common.tags.contains($0) }
    guard !more.isEmpty else {
      whole = first
      return
    }
    var common = other.common
    common.tags += more
    let declaration = Declaration(
      kind: other.kind, reference: other.reference, place: other.place,
      attributes: other.attributes, name: other.name, common: common, sources: other.sources,
      onlyAtCreation: other.onlyAtCreation, manifest: other.manifest)
    whole = DeclaredResource(
      declaration: declaration, resource: first.resource, creating: first.creating)
  }

  private static func areEqual(_ one: DeclaredResource, _ other: DeclaredResource) -> Bool {
    let (first, second) = (one.declaration, other.declaration)
    return attributes(first) == attributes(second)
      && one.creating?.desired == other.creating?.desired
      && first.common.isEnforced == second.common.isEnforced
      && first.common.retry == second.common.retry
      && first.common.timeout == second.common.timeout
      && first.common.onFailure == second.common.onFailure
  }

  private static func attributes(_ declaration: Declaration) -> [String: Writing] {
    let pairs = declaration.attributes.map { ($0.key.scalar?.text ?? "", Writing($0.value)) }
    return Dictionary(pairs) { first, _ in first }
  }
}
