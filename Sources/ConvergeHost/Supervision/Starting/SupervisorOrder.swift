internal import ConvergeCore

/// What a supervisor is told on its standard input, as one line of JSON: the run, with its secrets,
/// and where its private files go.
struct SupervisorOrder: Equatable {
  var run: SupervisedRun
  /// The directory below which runs have their private files, absolute.
  var privateBase: String

  /// Without a line's end.
  var json: String {
    var members: [Value.Member] = [
      .init("private_base", .text(privateBase)), .init("directory", .text(run.directory)),
      .init("label", .text(run.label)), .init("arguments", .list(run.arguments.map(Value.text))),
      .init("environment", Self.mapping(run.environment) { .text($0) }),
      .init("credentials", Self.mapping(run.credentials) { .text(Self.hexadecimal($0)) }),
      .init("secrets", .list(run.secrets.map { .text(Self.hexadecimal($0)) })),
      .init("working_directory", .text(run.workingDirectory)),
      .init("umask", .integer(Int64(run.umask))),
      .init("timeout_ms", .integer(Monotonic.milliseconds(run.timeout))),
      .init("kill_after_ms", .integer(Monotonic.milliseconds(run.killAfter))),
      .init("output_limit", .integer(run.outputLimitBytes)),
    ]
    if let user = run.user {
      members.append(
        .init(
          "user",
          .list(([user.user, user.group] + user.supplementary).map { .integer(Int64($0)) })))
    }
    return Value.mapping(members).jsonText()
  }

  /// Nil where it is no such line. The limits are not in it: they are the scope's.
  init?(json bytes: [UInt8]) {
    guard let value = try? Value(json: bytes), let privateBase = value["private_base"]?.text,
      let directory = value["directory"]?.text, let label = value["label"]?.text,
      let arguments = value["arguments"]?.list?.compactMap(\.text), !arguments.isEmpty,
      let environment = value["environment"]?.members,
      let workingDirectory = value["working_directory"]?.text,
      let timeout = value["timeout_ms"]?.integer, let killAfter = value["kill_after_ms"]?.integer,
      let umask = value["umask"]?.integer, let limit = value["output_limit"]?.integer
    else { return nil }
    self.privateBase = privateBase
    run = SupervisedRun(
      directory: directory, label: label, arguments: arguments,
      environment: Dictionary(
        environment.map { ($0.key, $0.value.text ?? "") }, uniquingKeysWith: { $1 }),
      workingDirectory: workingDirectory, timeout: .milliseconds(timeout))
    run.killAfter = .milliseconds(killAfter)
    run.umask = UInt16(clamping: umask)
    run.outputLimitBytes = limit
    for member in value["credentials"]?.members ?? [] {
      guard let content = member.value.text.flatMap(Self.bytes) else { return nil }
      run.credentials[member.key] = content
    }
    for secret in value["secrets"]?.list ?? [] {
      guard let content = secret.text.flatMap(Self.bytes) else { return nil }
      run.secrets.append(content)
    }
    let ids = value["user"]?.list?.compactMap(\.integer).map { UInt32(clamping: $0) } ?? []
    if ids.count >= 2 {
      run.user = .init(user: ids[0], group: ids[1], supplementary: Array(ids[2...]))
    }
  }

  init(run: SupervisedRun, privateBase: String) {
    self.run = run
    self.privateBase = privateBase
  }

  private static func mapping<Content>(
    _ entries: [String: Content], _ value: (Content) -> Value
  ) -> Value {
    .mapping(entries.sorted { $0.key < $1.key }.map { .init($0.key, value($0.value)) })
  }

  /// Secrets are bytes, and JSON has texts alone.
  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digit(digits[index]), let low = digit(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
