internal import ConvergeCore
internal import ConvergeHooks

/// What settings ask for, as something that runs once: with a name and a key.
package struct ExtensionTask: Sendable {
  package let settings: ExtensionSettings
  /// In `converge hook list`: `extension/NAME`.
  package let label: String
  /// `HookKey`.
  package let key: String

  /// - Parameter secret: of the task's own directory. The key covers protected settings, too, and
  ///   must not let anybody try out what they could be.
  package init(_ settings: ExtensionSettings, label: String, keyedWith secret: [UInt8]) {
    self.settings = settings
    self.label = label
    var key = HookKey()
    key.arguments = ["extension", settings.form.rawValue]
    key.script = Array(
      Digest(of: Self.content(of: settings).utf8, keyedWith: secret).description.utf8)
    key.files = settings.files.map { ($0.name, HookFile($0).content) }
    key.variables = settings.parameters.map(\.name)
    key.user = settings.user
    key.trigger = settings.trigger
    self.key = key.digest
  }

  /// All that decides what runs. How long it may take does not.
  private static func content(of settings: ExtensionSettings) -> String {
    let program: Value =
      switch settings.program {
      case .command(let line): .record(["command": .text(line)])
      case .script(let bytes): .record(["script": .text(Digest(of: bytes).description)])
      case .file(let name): .record(["file": .text(name)])
      }
    return Value.record([
      "program": program, "arguments": .list(settings.arguments.map(Value.text)),
      "parameters": .list(
        settings.parameters.map { .list([.text($0.name), .text($0.value)]) }),
      "converts_text": .boolean(settings.convertsText),
      "account": .text(settings.storage?.name ?? ""),
    ]).jsonText()
  }
}

extension HookFile {
  /// What the extension's contract knows of a file: where it is, and no digest.
  init(_ file: ExtensionSettings.File) {
    self.init(.web(file.address, sha256: nil), name: file.name)
  }
}
