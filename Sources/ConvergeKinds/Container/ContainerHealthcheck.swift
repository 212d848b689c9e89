internal import ConvergeCore

/// A container's health check; what is not stated is left to the image.
struct ContainerHealthcheck: Sendable {
  /// `["CMD", …]`, `["CMD-SHELL", text]` or `["NONE"]`.
  var test: [String]?
  var intervalNanoseconds: Int64?
  var timeoutNanoseconds: Int64?
  var startPeriodNanoseconds: Int64?
  var retries: Int64?

  /// From the attribute's mapping, whose types were checked.
  init(_ node: Node) {
    if let text = node["test"]?.scalar?.text {
      test = ["CMD-SHELL", text]
    } else if let words = node["test"]?.sequence?.compactMap({ $0.scalar?.text }) {
      test = ["CMD", "CMD-SHELL", "NONE"].contains(words.first) ? words : ["CMD"] + words
    }
    if node["disable"]?.value.boolean == true { test = ["NONE"] }
    intervalNanoseconds = Self.nanoseconds(node["interval"])
    timeoutNanoseconds = Self.nanoseconds(node["timeout"])
    startPeriodNanoseconds = Self.nanoseconds(node["start_period"])
    retries = node["retries"]?.value.integer
  }

  /// From `Config.Healthcheck` of the engine.
  init(inspected: Value) {
    test = inspected["Test"]?.list?.compactMap(\.text)
    intervalNanoseconds = inspected["Interval"]?.integer
    timeoutNanoseconds = inspected["Timeout"]?.integer
    startPeriodNanoseconds = inspected["StartPeriod"]?.integer
    retries = inspected["Retries"]?.integer
  }

  /// What is stated, by the engine's names.
  var config: Value {
    var members: [Value.Member] = []
    if let test { members.append(.init("Test", .list(test.map(Value.text)))) }
    for (name, number) in [
      ("Interval", intervalNanoseconds), ("Timeout", timeoutNanoseconds),
      ("StartPeriod", startPeriodNanoseconds), ("Retries", retries),
    ] {
      if let number { members.append(.init(name, .integer(number))) }
    }
    return .mapping(members)
  }

  /// What is stated, for people and for comparison.
  var value: Value {
    var members: [Value.Member] = []
    if let test { members.append(.init("test", .list(test.map(Value.text)))) }
    for (name, nanoseconds) in [
      ("interval", intervalNanoseconds), ("timeout", timeoutNanoseconds),
      ("start_period", startPeriodNanoseconds),
    ] {
      if let nanoseconds { members.append(.init(name, .text(durationText(nanoseconds)))) }
    }
    if let retries { members.append(.init("retries", .integer(retries))) }
    return .mapping(members)
  }

  /// As `value`, of what `wanted` states; zero, which the engine leaves out, where that is nothing
  /// that this one has.
  func value(as wanted: Value?) -> Value {
    guard let names = wanted?.members?.map(\.key) else { return value }
    var whole = self
    whole.test = test ?? []
    whole.intervalNanoseconds = intervalNanoseconds ?? 0
    whole.timeoutNanoseconds = timeoutNanoseconds ?? 0
    whole.startPeriodNanoseconds = startPeriodNanoseconds ?? 0
    whole.retries = retries ?? 0
    return .mapping((whole.value.members ?? []).filter { names.contains($0.key) })
  }

  private static func nanoseconds(_ node: Node?) -> Int64? {
    (node?.scalar?.text).flatMap(Duration.init(quantity:)).map {
      $0.wholeMilliseconds * 1_000_000
    }
  }
}

/// `1h30m`, `30s`, `250ms`; whole milliseconds.
func durationText(_ nanoseconds: Int64) -> String {
  var rest = nanoseconds / 1_000_000
  var text = ""
  for (unit, milliseconds) in [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)]
    as [(String, Int64)]
  where rest >= milliseconds {
    text += "\(rest / milliseconds)\(unit)"
    rest %= milliseconds
  }
  return text.isEmpty ? "0s" : text
}

/// `64M`, `2G`, or a plain number of bytes where it is no whole one.
func sizeText(_ bytes: Int64) -> String {
  for (shift, letter) in [(40, "T"), (30, "G"), (20, "M"), (10, "K")] as [(Int64, String)]
  where bytes > 0 && bytes % (1 << shift) == 0 {
    return "\(bytes >> shift)\(letter)"
  }
  return "\(bytes)"
}

/// `0.5`, `2`: processors from billionths of one.
func cpuText(_ nanoCPUs: Int64) -> String {
  let whole = nanoCPUs / 1_000_000_000
  let rest = nanoCPUs % 1_000_000_000
  guard rest != 0 else { return "\(whole)" }
  var digits = String(repeating: "0", count: 9 - "\(rest)".count) + "\(rest)"
  while digits.hasSuffix("0") { digits.removeLast() }
  return "\(whole).\(digits)"
}
