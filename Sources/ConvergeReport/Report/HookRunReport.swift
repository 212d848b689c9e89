package import ConvergeCore

/// The run of a hook.
package struct HookRunReport: ReportedRecord {
  /// One of its two outputs.
  package struct Stream: ReportedRecord {
    package var bytes = 0
    package var sha256 = ""
    package var first = ""
    package var last = ""

    package init() {}

    init(_ stream: SupervisedEnd.Stream) {
      bytes = Int(clamping: stream.totalBytes)
      sha256 = stream.sha256
      first = stream.first
      last = stream.last
    }

    static let summary = "What a hook wrote to one of its outputs."
    static let fields: [Field<Stream>] = [
      Field("bytes", \.bytes, "How much of it there was."),
      Field("sha256", \.sha256, "Of all of it, secrets replaced."),
      Field("first", \.first, "The first 4 KiB."),
      Field("last", \.last, "The last 4 KiB; empty where the first are all."),
    ]
  }

  package var number = ""
  package var key = ""
  package var directory = ""
  /// RFC 3339, UTC; nil as long as it goes on.
  package var ended: String?
  package var exitStatus: Int?
  package var signal: Int?
  package var timedOut: Bool?
  package var durationMilliseconds = 0
  package var output = Stream()
  package var error = Stream()
  package var progress: [String] = []
  package var values = Value.mapping([])
  package var leftRunning = 0

  package init() {}

  package init(_ run: ToldRun) {
    self.init()
    number = run.id
    key = run.key
    directory = run.directory
    guard let end = run.end else { return }
    ended = end.at
    switch end.way {
    case .exited(let status): exitStatus = Int(status)
    case .signalled(let number): signal = Int(number)
    case .timedOut: timedOut = true
    case .notStarted: break
    }
    durationMilliseconds = Int(clamping: end.durationMilliseconds)
    output = Stream(end.output)
    error = Stream(end.error)
    progress = end.progress
    values = .mapping(end.values.map { Value.Member($0.name, .text($0.value)) })
    leftRunning = end.leftRunning
  }

  static let summary = "The run of a hook."

  static let fields: [Field<HookRunReport>] = [
    Field("number", \.number, "Which of the hook's runs it is."),
    Field("key", \.key, "The digest of what ran."),
    Field("directory", \.directory, "Where its outputs are kept whole."),
    Field("ended", \.ended, "When it ended, RFC 3339, UTC; null: it goes on, or nobody knows."),
    Field(optional: "exit_status", \.exitStatus, "Its exit status."),
    Field(optional: "signal", \.signal, "The signal that ended it."),
    Field(optional: "timed_out", \.timedOut, "True where it did not end in time."),
    Field("duration_ms", \.durationMilliseconds, "In milliseconds."),
    Field("output", \.output, "Its standard output."),
    Field("error", \.error, "Its standard error."),
    Field("progress", \.progress, "The last lines of $CONVERGE_PROGRESS_FD."),
    Field("outputs", \.values, "What it wrote to $CONVERGE_OUTPUT."),
    Field("left_running", \.leftRunning, "How many processes it has left running."),
  ]
}
