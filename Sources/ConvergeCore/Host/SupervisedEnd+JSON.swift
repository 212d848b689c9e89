extension SupervisedEnd {
  /// The text of `ended`.
  package var json: String {
    var members: [Value.Member] = []
    switch way {
    case .exited(let status): members.append(.init("exit_status", .integer(Int64(status))))
    case .signalled(let signal): members.append(.init("signal", .integer(Int64(signal))))
    case .timedOut: members.append(.init("timed_out", true))
    case .notStarted(let why): members.append(.init("not_started", .text(why)))
    }
    members += [
      .init("at", .text(at)), .init("duration_ms", .integer(durationMilliseconds)),
      .init("output", output.value), .init("error", error.value),
      .init("progress", .list(progress.map(Value.text))),
      .init("values", .mapping(values.map { Value.Member($0.name, .text($0.value)) })),
      .init("left_running", .integer(Int64(leftRunning))),
      .init("was_stopped", .boolean(wasStopped)),
    ]
    return Value.mapping(members).jsonText()
  }

  /// Nil where it is no such text.
  package init?(json bytes: [UInt8]) {
    guard let value = try? Value(json: bytes), let way = Way(value), let at = value["at"]?.text
    else { return nil }
    self.init(way, at: at, durationMilliseconds: value["duration_ms"]?.integer ?? 0)
    output = Stream(value["output"] ?? .null)
    error = Stream(value["error"] ?? .null)
    progress = value["progress"]?.list?.compactMap(\.text) ?? []
    values = value["values"]?.members?.map { ($0.key, $0.value.text ?? "") } ?? []
    leftRunning = Int(clamping: value["left_running"]?.integer ?? 0)
    wasStopped = value["was_stopped"]?.boolean ?? false
  }
}

extension SupervisedEnd.Way {
  fileprivate init?(_ value: Value) {
    if let status = value["exit_status"]?.integer {
      self = .exited(Int32(clamping: status))
    } else if let signal = value["signal"]?.integer {
      self = .signalled(Int32(clamping: signal))
    } else if value["timed_out"]?.boolean == true {
      self = .timedOut
    } else if let why = value["not_started"]?.text {
      self = .notStarted(why)
    } else {
      return nil
    }
  }
}

extension SupervisedEnd.Stream {
  /// As JSON has it, also in reports.
  package var value: Value {
    .record([
      "bytes": .integer(totalBytes), "sha256": .text(sha256), "first": .text(first),
      "last": .text(last), "missing_bytes": .integer(missingBytes),
      "complaint": .text(complaint),
    ])
  }

  /// The opposite; what is missing is empty.
  package init(_ value: Value) {
    self.init()
    totalBytes = value["bytes"]?.integer ?? 0
    sha256 = value["sha256"]?.text ?? ""
    first = value["first"]?.text ?? ""
    last = value["last"]?.text ?? ""
    missingBytes = value["missing_bytes"]?.integer ?? 0
    complaint = value["complaint"]?.text ?? ""
  }
}
