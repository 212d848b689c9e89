/// How a run ended: the content of `ended`.
package struct SupervisedEnd: Sendable, Equatable {
  package enum Way: Sendable, Equatable {
    case exited(Int32)
    case signalled(Int32)
    case timedOut
    /// It could not be started, and why.
    case notStarted(String)
  }

  /// What was written to one of the outputs.
  package struct Stream: Sendable, Equatable {
    package var totalBytes: Int64 = 0
    /// Of all that was written, secrets replaced; hexadecimal.
    package var sha256 = ""
    /// Its first and its last 4 KiB, what is no UTF-8 replaced; `last` is empty where `first` is all.
    package var first = ""
    package var last = ""
    /// How many bytes are not on disk: beyond the cap, or since they could not be written.
    package var missingBytes: Int64 = 0
    /// Why some could not be written; empty where none was lost that way.
    package var complaint = ""
    package init() {}
  }

  package var way: Way
  /// RFC 3339, UTC.
  package var at: String
  package var durationMilliseconds: Int64
  package var output = Stream()
  package var error = Stream()
  /// The last lines of `$CONVERGE_PROGRESS_FD`, at most 50.
  package var progress: [String] = []
  /// What it wrote to `$CONVERGE_OUTPUT`, `NAME=VALUE` lines, in their order.
  package var values: [(name: String, value: String)] = []
  /// How many processes it has left running.
  package var leftRunning = 0
  /// Whether its supervisor was told to end it before its time, as it is when the host shuts down.
  /// `way` is how the program ended on that.
  package var wasStopped = false

  package init(_ way: Way, at: String, durationMilliseconds: Int64) {
    self.way = way
    self.at = at
    self.durationMilliseconds = durationMilliseconds
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.way == right.way && left.at == right.at
      && left.durationMilliseconds == right.durationMilliseconds && left.output == right.output
      && left.error == right.error && left.progress == right.progress
      && left.values.map(\.name) == right.values.map(\.name)
      && left.values.map(\.value) == right.values.map(\.value)
      && left.leftRunning == right.leftRunning && left.wasStopped == right.wasStopped
  }
}
