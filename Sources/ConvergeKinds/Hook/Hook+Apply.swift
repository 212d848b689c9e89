package import ConvergeCore
internal import ConvergeHooks

extension Hook {
  package static func apply(
    _ batch: [Planned<Self>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] {
    var results: [Result<Effect, HostError>] = []
    for planned in batch {
      var execution = HookExecution(planned, in: run, on: host)
      do throws(HostError) {
        results.append(.success(try await execution.perform()))
      } catch {
        results.append(.failure(error))
      }
    }
    return results
  }
}
