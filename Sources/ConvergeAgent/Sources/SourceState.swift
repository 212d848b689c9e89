internal import ConvergeBundle
internal import ConvergeCore

/// What is remembered of a source, in `state.json`.
struct SourceState: Sendable, Equatable {
  var accepted: AcceptedVersion?
  /// When it was last asked.
  var checked: BundleTime?
  var problem: SourceProblem?
  var problemSince: BundleTime?

  init() {}

  /// The name of the directory of what is in force.
  var directory: String? { accepted?.digest.hexadecimal }

  var text: [UInt8] {
    var members: [Value.Member] = [.init("converge_source", 1)]
    if let accepted { members.append(.init("accepted", Self.value(of: accepted))) }
    members.append(.init("checked", checked.map { .text("\($0)") } ?? .null))
    if let problem {
      members.append(
        .init(
          "problem",
          .record([
            "kind": .text(problem.kind.rawValue), "message": .text(problem.message),
            "since": problemSince.map { .text("\($0)") } ?? .null,
          ])))
    }
    return Array((Value.mapping(members).jsonText(isIndented: true) + "\n").utf8)
  }

  private static func value(of version: AcceptedVersion) -> Value {
    let origin: [Value.Member] =
      switch version.origin {
      case .bundle(let name, let number, let expires):
        [
          .init("name", .text(name)), .init("version", .integer(number)),
          .init("expires", .text("\(expires)")),
        ]
      case .commit(let commit, let seconds):
        [.init("commit", .text(commit)), .init("committed", .integer(seconds))]
      }
    return .mapping(
      origin + [
        .init("digest", .text(version.digest.hexadecimal)),
        .init("signer", version.signer.map(Value.text) ?? .null),
        .init("fetched", .text("\(version.fetched)")),
        .init("etag", version.tag.map(Value.text) ?? .null),
      ])
  }

  /// Reads what was written; nil for anything else.
  init?(_ text: [UInt8]) {
    guard let value = try? Value(json: text), value["converge_source"]?.integer == 1 else {
      return nil
    }
    if let accepted = value["accepted"] {
      guard let version = Self.version(accepted) else { return nil }
      self.accepted = version
    }
    checked = value["checked"]?.text.flatMap(BundleTime.init)
    if let written = value["problem"] {
      guard let kind = written["kind"]?.text.flatMap(SourceProblem.Kind.init),
        let message = written["message"]?.text
      else { return nil }
      problem = SourceProblem(kind, message)
      problemSince = written["since"]?.text.flatMap(BundleTime.init)
    }
  }

  private static func version(_ value: Value) -> AcceptedVersion? {
    guard let digest = value["digest"]?.text.flatMap(Digest.init(hexadecimal:)),
      let fetched = value["fetched"]?.text.flatMap(BundleTime.init)
    else { return nil }
    let origin: AcceptedVersion.Origin
    if let name = value["name"]?.text, let version = value["version"]?.integer,
      let expires = value["expires"]?.text.flatMap(BundleTime.init)
    {
      origin = .bundle(name: name, version: version, expires: expires)
    } else if let commit = value["commit"]?.text, let seconds = value["committed"]?.integer {
      origin = .commit(commit, seconds: seconds)
    } else {
      return nil
    }
    return AcceptedVersion(
      origin: origin, digest: digest, signer: value["signer"]?.text, fetched: fetched,
      tag: value["etag"]?.text)
  }
}
