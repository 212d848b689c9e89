package import ConvergeCore

/// A numbered file of settings: `N.settings`, or `NAME.N.settings` of a named instance.
package struct SettingsFile: Sendable, Equatable {
  /// Nil: the only one.
  package let instance: String?
  package let sequence: Int

  package init(instance: String?, sequence: Int) {
    self.instance = instance
    self.sequence = sequence
  }

  /// From a file's name; nil where it is none of these.
  package init?(fileName: String) {
    guard fileName.hasSuffix(".settings") else { return nil }
    let stem = fileName.dropLast(".settings".count)
    let dot = stem.lastIndex(of: ".")
    let digits = dot.map { stem[stem.index(after: $0)...] } ?? stem
    guard let sequence = Self.number(String(digits)) else { return nil }
    let name = dot.map { String(stem[..<$0]) }
    if let name, name.isEmpty { return nil }
    self.init(instance: name, sequence: sequence)
  }

  /// A sequence number as it is written: digits alone.
  package static func number(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }

  private var stem: String { instance.map { "\($0).\(sequence)" } ?? "\(sequence)" }
  package var settingsName: String { "\(stem).settings" }
  package var statusName: String { "\(stem).status" }

  /// The settings that are meant: of this sequence number, or the highest that is there.
  ///
  /// - Throws: `notFound` where there are none.
  package static func find(
    in folder: String, instance: String?, sequence: Int?, on host: Host
  ) throws(HostError) -> SettingsFile {
    if let sequence { return SettingsFile(instance: instance, sequence: sequence) }
    guard let folder = try host.files.resolve(folder) else {
      throw HostError(.notFound, "read settings in", folder, because: Message.noFolder)
    }
    let all = try host.files.list(folder).compactMap { SettingsFile(fileName: $0) }
    if let highest = all.filter({ $0.instance == instance }).max(by: { $0.sequence < $1.sequence })
    {
      return highest
    }
    let names = Set(all.compactMap(\.instance)).sorted()
    throw HostError(
      .notFound, "read settings in", folder, because: Message.none(instance),
      remedy: names.isEmpty ? nil : Message.named(names))
  }
}

private enum Message {
  static let noFolder = "there is no such directory"
  static func none(_ instance: String?) -> String {
    instance.map { "there is no '\($0).N.settings'" } ?? "there is no 'N.settings'"
  }
  static func named(_ names: [String]) -> String {
    "choose an instance by ConfigExtensionName or '--name': \(names.joined(separator: ", "))"
  }
}
