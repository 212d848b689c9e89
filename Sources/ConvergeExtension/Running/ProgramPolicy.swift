internal import ConvergeCore
internal import ConvergeHooks

/// What the policy of this host says to what is run itself.
struct ProgramPolicy {
  let policy: ScriptPolicy

  /// Programs that read a script which is named behind them.
  private static let interpreters = [
    "sh", "bash", "dash", "python3", "perl", "/bin/sh", "/bin/bash", "/usr/bin/bash",
    "/usr/bin/python3", "/usr/bin/perl",
  ]

  /// Why it may not run; nil where it may.
  func refusal(of settings: ExtensionSettings) -> ScriptPolicy.Refusal? {
    switch settings.program {
    // It was judged as it came.
    case .file: nil
    case .script(let bytes): policy.refusal(of: "script", Digest(of: bytes), signedBy: nil)
    case .command(let line):
      Self.onlyCalls(settings.files.map(\.name), line)
        ? nil : policy.refusal(of: "commandToExecute", Digest(of: line), signedBy: nil)
    }
  }

  /// Whether a line does nothing but run one of the files with plain words as arguments: then the
  /// file is what has to be allowed. Any other line is a script itself.
  static func onlyCalls(_ names: [String], _ line: String) -> Bool {
    let isPlain = line.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
        || " _./=:,@%+-".utf8.contains(byte)
    }
    guard isPlain else { return false }
    let words = line.split(separator: " ").map(String.init)
    guard let first = words.first else { return false }
    if names.contains(where: { first == "./\($0)" }) { return true }
    guard words.count > 1, interpreters.contains(first) else { return false }
    return names.contains { words[1] == "./\($0)" || words[1] == $0 }
  }
}
