package import ConvergeCore
internal import ConvergeSystems

extension Group {
  package static func apply(
    _ batch: [Planned<Self>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] {
    var results: [Result<Effect, HostError>] = []
    // One after the other: the tools lock one another out.
    for planned in batch {
      let group = planned.resource
      let action = planned.verdict.action ?? .update
      do {
        try await group.tool(for: action).run(
          to: action.rawValue, "group \(group.name)", timeout: planned.timeout, on: host)
        results.append(.success(Effect()))
      } catch {
        results.append(.failure(error))
      }
    }
    return results
  }

  private func tool(for action: Verdict.Action) -> AccountTool {
    let number = gid.map { ["--gid", "\($0)"] } ?? []
    switch action {
    case .remove:
      var tool = AccountTool(["groupdel", name])
      // It went with its user in the meantime (groupdel(8): the group does not exist).
      tool.alsoFine = [6]
      return tool
    case .create:
      return AccountTool(["groupadd"] + number + (isSystem ? ["--system"] : []) + [name])
    case .update, .replace, .run:
      return AccountTool(["groupmod"] + number + [name])
    }
  }
}
