internal import ConvergeCore

/// git(1), as we let it run: without hooks, filters, submodules, prompts, protocols other than the
/// one that is meant, and configuration of anybody (`GitConfiguration`); within bounds of time and size.
struct Git: Sendable {
  static let sizeLimitBytes: Int64 = 1 << 30

  let transport: RemoteRevision.Transport
  /// Nobody else's, and empty at the beginning.
  private let work: String
  private var environment: [String: String]
  private let isStopped: @Sendable () -> Bool

  /// - Parameters:
  ///   - work: a directory of ours that others can neither read nor write.
  ///   - caller: the environment that we were started with.
  ///   - isStopped: asked now and then whether to give up.
  init(
    in work: String, _ transport: RemoteRevision.Transport, caller: [String: String],
    isStopped: @escaping @Sendable () -> Bool
  ) async throws(HostError) {
    self.work = work
    self.transport = transport
    self.isStopped = isStopped
    let base = GitEnvironment.variables(caller, in: work)
    environment = base
    let own = try await run(
      ["config", "--null", "--get-regexp", GitConfiguration.wanted], within: .seconds(30))
    // It ends with 1 where there is none.
    let listing = own.succeeded ? own.output : []
    let file = "\(work)/config"
    do throws(Errno) {
      let text = GitConfiguration.text(allowing: transport, listing: listing)
      try FileTree.write(Array(text.utf8), to: file, mode: 0o600)
    } catch {
      throw SystemFailure.error(error.code, "write", file)
    }
    environment = GitEnvironment.variables(base, configuration: file, allowing: transport)
  }

  /// The repository that things are fetched into.
  var repository: String { "\(work)/git" }

  /// Runs it in the repository; `what` is what failed to be done, as messages say it.
  ///
  /// - Returns: what it printed.
  func inRepository(
    _ arguments: [String], to what: String, _ subject: String, within timeout: Duration,
    feeding input: [UInt8] = [], limitBytes: Int = 1 << 20
  ) async throws(HostError) -> [UInt8] {
    try await output(
      ["--git-dir=\(repository)"] + arguments, to: what, subject, within: timeout, feeding: input,
      limitBytes: limitBytes)
  }

  /// Runs it.
  func output(
    _ arguments: [String], to what: String, _ subject: String, within timeout: Duration,
    feeding input: [UInt8] = [], limitBytes: Int = 1 << 20
  ) async throws(HostError) -> [UInt8] {
    let result = try await run(
      arguments, within: timeout, feeding: input, limitBytes: limitBytes)
    switch result.end {
    case .exited(0):
      guard result.droppedBytes == 0 else {
        throw HostError(.tooLarge, what, subject, because: Message.tooMuch)
      }
      return result.output
    case .timedOut:
      throw HostError(.timedOut, what, subject, because: Message.slow(timeout))
    default:
      let complaint = GitComplaint(result.error)
      throw HostError(
        complaint.reason, what, subject, because: complaint.text, remedy: complaint.remedy)
    }
  }

  private func run(
    _ arguments: [String], within timeout: Duration, feeding input: [UInt8] = [],
    limitBytes: Int = 1 << 20
  ) async throws(HostError) -> ProcessResult {
    var invocation = Invocation(["git"] + arguments, environment: environment, timeout: timeout)
    invocation.directory = work
    invocation.input = input
    invocation.outputLimitBytes = limitBytes
    invocation.umask = 0o077
    let running = Task { [invocation] in
      do throws(HostError) {
        return Result<ProcessResult, HostError>.success(try await LocalProcesses().run(invocation))
      } catch {
        return .failure(error)
      }
    }
    let watch = Task { await waitForLimit { running.cancel() } }
    let result = await running.value
    watch.cancel()
    if await watch.value == .size {
      throw HostError(.tooLarge, "fetch", "the repository", because: Message.tooLarge)
    }
    do { return try result.get() } catch {
      if error.reason == .notFound, error.operation == "run", error.subject == "git" {
        throw HostError(
          .unavailable, "fetch", "modules", because: Message.noGit, remedy: Message.install)
      }
      throw error
    }
  }

  private enum Limit { case size, wish }

  /// Waits for what ends a run before its time, and then ends it.
  private func waitForLimit(_ end: @Sendable () -> Void) async -> Limit? {
    while !Task.isCancelled {
      // Cancellation ends the wait.
      try? await Task.sleep(for: .milliseconds(200))
      let limit: Limit? =
        isStopped()
        ? .wish : FileTree.sizeBytes(repository) > Self.sizeLimitBytes ? .size : nil
      guard let limit, !Task.isCancelled else { continue }
      end()
      return limit
    }
    return nil
  }
}

private enum Message {
  static let noGit = "the program git, which fetches them, is in no directory of PATH"
  static let install = "install it, as with 'apt-get install git'"
  static let tooMuch = "git printed more than is read"
  static func slow(_ timeout: Duration) -> String {
    "it takes longer than \(timeout.components.seconds) s"
  }
  static let tooLarge = "it has more than 1 GiB"
}
