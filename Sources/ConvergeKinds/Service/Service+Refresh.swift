package import ConvergeCore
internal import ConvergeSystems

extension Service {
  package func isRefreshable(in state: State) -> Bool {
    // What a package brings in this run, it may start, too.
    onRefresh != .none && (!state.isStopped || state.isMissing)
  }

  package static func refresh(
    _ batch: [Owed<Self>], in run: RunContext, on host: Host
  ) async -> [Result<Delivery, HostError>] {
    let systemd = Systemd(on: host)
    var results: [Result<Delivery, HostError>] = batch.map { _ in .success(.notRunning) }
    var states = await systemd.states(of: batch.map(\.resource.name))
    var due: [Int] = []
    for (index, state) in states.enumerated() {
      switch state {
      case .failure(let error): results[index] = .failure(error)
      case .success(let state):
        // One that an attempt before this one has ended is started again where it is to run.
        let isUp = state.isRunning || state.isLooping || batch[index].resource.isRunning == true
        if isUp, batch[index].resource.onRefresh != .none { due.append(index) }
      }
    }
    guard !due.isEmpty else { return results }

    var messages: [String] = []
    let isStale = states.enumerated().contains { index, state in
      due.contains(index) && (try? state.get())?.isStale == true
    }
    do {
      if isStale {
        try await systemd.reload()
        states = await systemd.states(of: batch.map(\.resource.name))
        messages.append(Message.reloaded)
      }
    } catch {
      for index in due { results[index] = .failure(error) }
      return results
    }

    let timeout = batch.map(\.timeout).max() ?? kind.timeout
    for mode in RefreshMode.allCases {
      let able = due.filter { index in
        guard batch[index].resource.onRefresh == mode else { return false }
        guard mode == .reload, (try? states[index].get())?.canReload == false else { return true }
        results[index] = .failure(Message.cannotReload(batch[index].resource.name))
        return false
      }
      guard let task = mode.task, !able.isEmpty else { continue }
      for index in able { run.progress(batch[index].resource.identity, task.rawValue) }
      let ends = await Self.carryOut(
        task, able.map { batch[$0].resource }, systemd, on: host, timeout: timeout)
      for (index, end) in zip(able, ends) {
        let endsUs = task.endsProcess && systemd.isOwn(batch[index].resource.name)
        results[index] = end.map {
          endsUs
            ? .handedOver(messages: messages + [Message.own]) : .delivered(messages: messages)
        }
      }
    }
    return results
  }
}

extension Service.RefreshMode {
  fileprivate var task: UnitJob.Task? {
    switch self {
    case .restart: .restart
    case .reload: .reload
    case .reloadOrRestart: .reloadOrRestart
    case .none: nil
    }
  }
}

private enum Message {
  static let own = "it is what runs this: its next start goes on from here"
  static let reloaded = "systemd has read its units again"

  static func cannotReload(_ name: UnitName) -> HostError {
    HostError(
      .refused, "reload", name.description, because: "its unit has no way to reload (ExecReload=)",
      remedy: "write 'on_refresh: restart', or 'reload-or-restart'")
  }
}
