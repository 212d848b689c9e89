internal import ConvergeCore
internal import ConvergeLedger
internal import ConvergeReport

/// The runs that are kept in a state directory.
struct History {
  private let ledger: any Ledger

  init(in options: StateOptions) async throws { ledger = try await StateReading(options).ledger }

  /// Newest first.
  func runs(limit: Int) async throws -> [RunRecord] {
    do throws(HostError) {
      return try await ledger.runs(limit: limit)
    } catch {
      throw stop(error)
    }
  }

  /// The run that `text` is the id of, or the end of the id of; without text the last one.
  func id(of text: String?) async throws -> String {
    let runs = try await runs(limit: 10_000)
    guard let text else {
      guard let last = runs.first else { throw Stop(.usage, Message.empty) }
      return last.id
    }
    let found = runs.filter { $0.id == text || $0.id.hasSuffix("-\(text)") }
    guard let first = found.first else {
      throw Stop(.usage, Message.unknown(text, nearest(to: text, among: runs.map(\.id))))
    }
    guard found.count == 1 else { throw Stop(.usage, Message.ambiguous(text, found.map(\.id))) }
    return first.id
  }

  /// The newest runs with what they did; a report without incidents is not read.
  func past(limit: Int) async throws -> [PastRun] {
    var past: [PastRun] = []
    for run in try await runs(limit: limit) {
      // What cannot be read any more is a run without particulars.
      let report = run.hasIncidents ? try? await report(of: run.id) : nil
      past.append(PastRun(run, report?.resources ?? []))
    }
    return past
  }

  func report(of id: String) async throws -> Report {
    let text: String?
    do throws(HostError) { text = try await ledger.report(ofRun: id) } catch { throw stop(error) }
    guard let text else { throw Stop(.usage, Message.unknown(id, nil)) }
    do throws(MalformedReport) {
      return try Report(json: text)
    } catch {
      throw Stop(.bug, Message.malformed(id, error))
    }
  }

  private func stop(_ error: HostError) -> Stop {
    Stop(error.reason == .denied ? .denied : .unreadable, error)
  }
}

extension PastRun {
  init(_ run: RunRecord, _ resources: [ResourceReport]) {
    self.init(
      run: run.id, started: run.started, verb: run.verb, manifest: run.manifest,
      result: run.result, durationMilliseconds: run.durationMilliseconds, resources: resources)
  }
}

private enum Message {
  static let empty = "no run is kept yet"

  static func unknown(_ text: String, _ nearest: String?) -> String {
    let hint = nearest.map { "did you mean '\($0)'?" } ?? "'converge history' lists them"
    return "no run '\(text)' is kept: \(hint)"
  }

  static func ambiguous(_ text: String, _ ids: [String]) -> String {
    "'\(text)' may be \(ids.joined(separator: " or "))"
  }

  static func malformed(_ id: String, _ error: MalformedReport) -> String {
    "the kept report of run \(id) cannot be read: \(error)"
  }
}
