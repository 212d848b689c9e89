internal import ConvergeCore

/// What would run, as a digest: a run that has ended under a key is not repeated under it.
///
/// A counter would lose its count where the state is lost, and repeat what it must not; a digest is
/// the same wherever and whenever it is computed.
package struct HookKey: Sendable {
  /// The program and its arguments, or the interpreter.
  package var arguments: [String] = []
  package var script: [UInt8]?
  /// The files' names with what each has to be: its digest, or where it comes from.
  package var files: [(name: String, content: String)] = []
  /// Names only: a value that changes, as a password, is no other run.
  package var variables: [String] = []
  package var secrets: [String] = []
  package var user: String?
  package var directory: String?
  package var trigger: String?

  package init() {}

  /// 64 hexadecimal digits.
  package var digest: String {
    var members: [Value.Member] = [
      .init("arguments", .list(arguments.map(Value.text))),
      .init(
        "files",
        .list(files.map { .record(["name": .text($0.name), "content": .text($0.content)]) })
      ),
      .init("variables", .list(variables.sorted().map(Value.text))),
      .init("secrets", .list(secrets.sorted().map(Value.text))),
    ]
    if let script { members.append(.init("script", .text(Digest(of: script).description))) }
    for (name, text) in [("user", user), ("directory", directory), ("trigger", trigger)] {
      if let text { members.append(.init(name, .text(text))) }
    }
    return String(Digest(of: Value.mapping(members).jsonText()).description.dropFirst(7))
  }
}
