internal import ConvergeCore

/// What of settings must not show in what the program writes.
enum SettingsSecrets {
  /// Shorter words say nothing, and would blacken what has nothing to do with them.
  private static let wordBytes = 6

  /// - Parameter key: of a storage account, as it was written.
  static func of(_ settings: ExtensionSettings, key: String?) -> [String] {
    var secrets: [String] = []
    if let key { secrets.append(key) }
    secrets += settings.parameters.filter(\.isProtected).map(\.value)
    secrets += settings.files.compactMap { query(of: $0.address) }
    if settings.isProgramProtected, case .command(let line) = settings.program {
      secrets.append(line)
      secrets += words(of: line, besides: settings.files.map(\.name))
    }
    return Array(Set(secrets.filter { !$0.isEmpty })).sorted()
  }

  /// A token, as a shared access signature.
  private static func query(of address: WebAddress) -> String? {
    guard let mark = address.text.firstIndex(of: "?") else { return nil }
    return String(address.text[address.text.index(after: mark)...])
  }

  /// The words of a command line that could be secrets: its arguments, not its options' names, nor
  /// paths.
  private static func words(of line: String, besides names: [String]) -> [String] {
    let words = line.split { $0.isWhitespace || "'\"=;|&()<>".contains($0) }.map(String.init)
    return words.dropFirst().filter { word in
      word.utf8.count >= wordBytes && !word.hasPrefix("-") && !word.hasPrefix("/")
        && !word.hasPrefix("./") && !names.contains(word)
    }
  }
}
