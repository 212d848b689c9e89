import ConvergeCore
import ConvergeManifest

extension Manifest {
  /// Everything that a reader of a golden file wants to see of it.
  var shape: Value {
    .record([
      "name": .text(name), "description": description.map(Value.text) ?? .null,
      "resources": .list(resources.map(\.shape)),
      "edges": .list(edges.map { .text(text(of: $0)) }),
    ]).adding(excluded.isEmpty ? nil : ("left out", .list(excluded.map { .text($0.description) })))
      .adding(outputs.isEmpty ? nil : ("outputs", .mapping(outputs)))
  }

  private func text(of edge: Edge) -> String {
    "\(end(edge.from)) → \(end(edge.to)) (\(edge.role.rawValue))"
  }

  private func end(_ index: Int) -> String {
    index < resources.count
      ? resources[index].vertex.reference.description
      : "pattern \(junctions[index - resources.count].pattern)"
  }
}

extension DeclaredResource {
  fileprivate var shape: Value {
    let members = declaration.attributes.map {
      Value.Member($0.key.scalar?.text ?? "", $0.value.value)
    }
    var result: [Value.Member] = [
      .init("ref", .text(vertex.reference.description)),
      .init("is", .text(vertex.identity.description)),
      .init("place", .text(declaration.place.description)),
    ]
    if !members.isEmpty { result.append(.init("attributes", .mapping(members))) }
    if creating != nil { result.append(.init("creating", true)) }
    let common = declaration.common
    if !common.tags.isEmpty { result.append(.init("tags", .list(common.tags.map(Value.text)))) }
    if !common.isEnforced { result.append(.init("enforce", false)) }
    if let timeout = common.timeout {
      result.append(.init("timeout_ms", .float(timeout.milliseconds)))
    }
    if common.retry != CommonAttributes.Retry() {
      let retry = common.retry
      result.append(
        .init(
          "retry",
          .text("\(retry.attempts) × \(retry.delay.milliseconds) ms × \(retry.backoff)")))
    }
    if common.onFailure != .continue {
      result.append(.init("on_failure", .text(common.onFailure.rawValue)))
    }
    if let text = common.description { result.append(.init("description", .text(text))) }
    return .mapping(result)
  }
}

extension Value {
  fileprivate func adding(_ member: (String, Value)?) -> Value {
    guard let (key, value) = member, case .mapping(let members) = self else { return self }
    return .mapping(members + [Member(key, value)])
  }
}
