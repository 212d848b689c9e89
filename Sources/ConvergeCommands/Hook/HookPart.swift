internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeReport

/// What a kept report tells of one hook.
struct HookPart {
  /// Of each of the two outputs, as they are kept.
  private static let limitBytes = 256 << 20

  /// The report with nothing but the hook.
  let report: Report
  private let resource: ResourceReport

  /// - Throws: `Stop` with 64 where the report has no such hook.
  init(of whole: Report, named name: String) throws {
    let hooks = whole.resources.filter { Reference($0.ref)?.kind == "hook" }
    let wanted = name.contains("hook:") ? name : "hook:\(name)"
    guard let found = hooks.first(where: { $0.ref == wanted }) else {
      throw Stop(.usage, Message.unknown(name, whole.run, hooks.map(\.ref)))
    }
    resource = found
    var part = whole
    part.resources = [found]
    report = part
  }

  /// Writes its standard output to ours, and its errors to ours.
  ///
  /// - Throws: `Stop` with 66 where it did not run in that run, or where its outputs are kept no more.
  func writeOutput() throws {
    guard let run = resource.hook else { throw Stop(.unreadable, Message.didNotRun(resource.ref)) }
    let files = LocalFiles()
    do throws(HostError) {
      let names = try files.status(run.directory) == nil ? [] : files.list(run.directory)
      guard names.contains("stdout") else { throw Message.gone(run.directory) }
      for (name, console) in [("stdout", Console.output), ("stderr", Console.error)] {
        for part in Self.parts(of: name, among: names) {
          let bytes = try files.read("\(run.directory)/\(part)", limitBytes: Self.limitBytes)
          console.write(String(decoding: bytes, as: UTF8.self))
        }
      }
    } catch {
      throw Stop(error.reason == .denied ? .denied : .unreadable, error)
    }
  }

  /// `stdout`, and where it was long `stdout.7`, `stdout.8` and so on, in their order.
  private static func parts(of name: String, among names: [String]) -> [String] {
    let numbers = names.compactMap { candidate in
      candidate.hasPrefix("\(name).") ? Int(candidate.dropFirst(name.count + 1)) : nil
    }
    return [name] + numbers.sorted().map { "\(name).\($0)" }
  }
}

private enum Message {
  static func unknown(_ name: String, _ run: String, _ known: [String]) -> String {
    let hint =
      nearest(to: name, among: known.map { String($0.dropFirst("hook:".count)) })
      .map { "did you mean '\($0)'?" }
      ?? (known.isEmpty ? "it has no hooks" : "it has \(known.joined(separator: ", "))")
    return "run \(run) has no hook '\(name)': \(hint)"
  }
  static func didNotRun(_ reference: String) -> String {
    "\(reference) did not run in that run; 'converge history' lists the others"
  }
  static func gone(_ path: String) -> HostError {
    HostError(
      .notFound, "read", path, because: "it is not kept any more",
      remedy: "the last ten runs of a hook are")
  }
}
