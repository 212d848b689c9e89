internal import ConvergeCore

/// What a supervisor says on its standard output while a run is being started; each a line of JSON.
enum SupervisorAnswer: Equatable {
  /// It is there, as that process, and nobody has to wait for it.
  case ready(process: Int32)
  /// All is prepared; that process will be the program.
  case prepared(process: Int32)
  /// `started` is durable.
  case started(SupervisedStart)
  /// Nothing runs.
  case failed(HostError)

  var json: String {
    switch self {
    case .ready(let process): Value.record(["ready": .integer(Int64(process))]).jsonText()
    case .prepared(let process): Value.record(["prepared": .integer(Int64(process))]).jsonText()
    case .started(let start): Value.record(["started": .text(start.json)]).jsonText()
    case .failed(let error):
      Value.record([
        "failed": .text(error.operation), "subject": .text(error.subject),
        "because": .text(error.because), "reason": .text(error.reason.rawValue),
        "remedy": error.remedy.map(Value.text) ?? .null,
      ]).jsonText()
    }
  }

  init?(json bytes: [UInt8]) {
    guard let value = try? Value(json: bytes) else { return nil }
    if let process = value["ready"]?.integer {
      self = .ready(process: Int32(clamping: process))
    } else if let process = value["prepared"]?.integer {
      self = .prepared(process: Int32(clamping: process))
    } else if let start = value["started"]?.text.flatMap({ SupervisedStart(json: Array($0.utf8)) })
    {
      self = .started(start)
    } else if let operation = value["failed"]?.text {
      let reason = value["reason"]?.text.flatMap(HostError.Reason.init(rawValue:))
      self = .failed(
        HostError(
          reason ?? .other, operation, value["subject"]?.text ?? "",
          because: value["because"]?.text ?? "", remedy: value["remedy"]?.text))
    } else {
      return nil
    }
  }
}
