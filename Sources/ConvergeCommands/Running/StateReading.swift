internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeLedger

/// What is remembered in a state directory, for those who only read.
struct StateReading {
  let ledger: any Ledger
  /// Secret of the state directory; empty where there is none yet.
  let key: [UInt8]
  /// What a person should know: that a run is under way.
  let notes: [String]

  /// Nothing is made; where there is nothing, nothing is remembered.
  ///
  /// - Throws: `Stop` with 77 where it may not be read.
  init(_ options: StateOptions) async throws {
    let directory = try options.directory()
    do throws(HostError) {
      ledger = try await SQLiteLedger.open(inDirectory: directory.path, for: .reading)
      // Made by whoever writes first; a reader makes nothing.
      let hasKey = try LocalFiles().status("\(directory.path)/key") != nil
      key = hasKey ? try KeyFile(in: directory).key() : []
      notes = RunLock.holder(in: directory).map { [Message.underWay($0)] } ?? []
    } catch {
      throw Stop(error.reason == .denied ? .denied : .unreadable, error)
    }
  }
}

private enum Message {
  static func underWay(_ holder: RunLock.Holder) -> String {
    """
    another run is under way (process \(holder.process), to \(holder.verb), since \
    \(holder.sinceText)): this is how things stand in the middle of it
    """
  }
}
