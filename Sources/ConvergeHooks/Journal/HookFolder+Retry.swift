package import ConvergeCore

extension HookFolder {
  /// Has a hook that has failed owed once more, for what it was owed.
  ///
  /// - Returns: false where it has not failed; then nothing is changed.
  package func retry(on host: Host) throws(HostError) -> Bool {
    var journal = try journal(on: host)
    guard let last = journal.last, last.state.isEnd else { return false }
    guard last.state.isFailure, last.isFinal else {
      // What it was before it became what has run last may have failed, and come back.
      guard journal.forgetFailures() else { return false }
      try write(journal, on: host)
      return true
    }
    journal.forget(last.key)
    journal.put(
      HookRecord(
        number: journal.nextNumber, key: last.key, trigger: last.trigger, event: last.event,
        causes: last.causes, bootID: host.clock.bootID, run: last.run,
        since: timestamp(host.clock.now())))
    try write(journal, on: host)
    return true
  }
}
