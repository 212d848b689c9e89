package import ConvergeCore

/// The ledger of a host: an SQLite database in the state directory, on a thread of its own.
///
/// The files are mode 0600. Write-ahead logging keeps a killed writer's commits; a durable commit
/// syncs the log before it returns.
package actor SQLiteLedger: Ledger {
  /// What it is opened for.
  package enum Purpose: Sendable {
    /// Makes what is missing.
    case writing
    /// Changes nothing at all, and needs no right to write; what is missing is an empty ledger that
    /// says that it is not there.
    case reading
  }

  private let thread: LedgerThread
  private let purpose: Purpose
  /// As it was named.
  private let directory: String
  private var writer: Connection?

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    thread.asUnownedSerialExecutor()
  }

  /// Opens the ledger in a state directory.
  ///
  /// - Throws: `refused` where the directory, one above it, or the ledger belongs to somebody who
  ///   is neither root nor us, or was written by a newer converge; `HostError` with a way out where
  ///   it is damaged, or its file system is full or read-only.
  package static func open(
    inDirectory directory: String, for purpose: Purpose
  ) async throws(HostError) -> SQLiteLedger {
    let ledger = SQLiteLedger(directory, purpose, on: try LedgerThread())
    if purpose == .writing { try await ledger.openWriter() }
    return ledger
  }

  private init(_ directory: String, _ purpose: Purpose, on thread: LedgerThread) {
    self.directory = directory
    self.purpose = purpose
    self.thread = thread
  }

  private func openWriter() throws(HostError) {
    writer = try Connection.writer(in: try StateDirectory.prepare(directory))
  }

  package func snapshot(forManifest name: String) throws(HostError) -> LedgerSnapshot {
    try read { connection throws(HostError) in try connection.snapshot(forManifest: name) }
      ?? LedgerSnapshot(isPresent: false)
  }

  package func commit(_ changes: [LedgerChange], durably: Bool) throws(HostError) {
    guard writer != nil else {
      throw HostError(.readOnly, "write", directory, because: Message.openedForReading())
    }
    try writer?.commit(changes, durably: durably)
  }

  package func runs(limit: Int) throws(HostError) -> [RunRecord] {
    try read { connection throws(HostError) in try connection.runs(limit: limit) } ?? []
  }

  package func report(ofRun id: String) throws(HostError) -> String? {
    try read { connection throws(HostError) in try connection.report(ofRun: id) } ?? nil
  }

  package func hasEnding(_ name: String) throws(HostError) -> Bool {
    try read { connection throws(HostError) in try connection.hasEnding(name) } ?? false
  }

  /// Reads through the writer, or through a reader that is opened for it; nil where there is no
  /// ledger.
  private func read<Result>(
    _ body: (inout Connection) throws(HostError) -> Result
  ) throws(HostError) -> Result? {
    if writer != nil { return try writer?.reading(body) }
    guard let directory = try StateDirectory.existing(directory) else { return nil }
    return try StableReading.read(directory, body)
  }
}

extension Connection {
  /// Gives itself to a function, since an optional of a unique value cannot be handed on.
  fileprivate mutating func reading<Result>(
    _ body: (inout Connection) throws(HostError) -> Result
  ) throws(HostError) -> Result { try body(&self) }
}

private enum Message {
  static func openedForReading() -> String { "it was opened to be read only" }
}
