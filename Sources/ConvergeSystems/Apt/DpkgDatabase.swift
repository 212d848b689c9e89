/// dpkg's database, as far as it was asked for.
package struct DpkgDatabase: Equatable, Sendable {
  /// Of the host, by dpkg's own word.
  package private(set) var architecture = PackageName.ownArchitecture
  /// The packages that were asked for and that dpkg knows.
  package private(set) var records: [PackageName: DpkgRecord] = [:]
  /// Every package on hold.
  package private(set) var held: Set<PackageName> = []
  /// Every package that dpkg is not done with, in the order of the database.
  package private(set) var unfinished: [PackageName] = []
  /// Whether dpkg was stopped with changes that its status file does not have yet.
  package private(set) var isInterrupted = false

  package init() {}

  /// What is known of a package; one that dpkg does not know is not installed.
  package subscript(name: PackageName) -> DpkgRecord {
    records[name] ?? DpkgRecord(name, .notInstalled, version: nil)
  }

  /// Reads a status file, for the packages named; one scan, whatever their number.
  package mutating func read(status bytes: [UInt8], for names: some Sequence<PackageName>) {
    let index = NameIndex(names)
    var found: [DpkgRecord] = []
    bytes.withUnsafeBytes { buffer in
      var scanner = StanzaScanner(buffer)
      while scanner.advance() {
        guard let name = scanner.value(of: "Package") else { continue }
        if name.elementsEqual("dpkg".utf8), let own = scanner.text(of: "Architecture") {
          architecture = own
        }
        let isWanted = index.contains(name)
        guard let status = scanner.value(of: "Status") else { continue }
        if !isWanted, status.elementsEqual(Self.usualStatus) { continue }
        found.append(Self.record(scanner, status: status))
      }
    }
    for record in found { take(record) }
  }

  /// Reads what dpkg had not yet merged into its status file: `/var/lib/dpkg/updates`.
  package mutating func read(update bytes: [UInt8], for names: some Sequence<PackageName>) {
    isInterrupted = true
    read(status: bytes, for: names)
  }

  /// Reads apt's `extended_states`: which packages came only because others needed them.
  package mutating func read(extendedStates bytes: [UInt8]) {
    let index = NameIndex(records.keys)
    bytes.withUnsafeBytes { buffer in
      var scanner = StanzaScanner(buffer)
      while scanner.advance() {
        guard let bytes = scanner.value(of: "Package"), index.contains(bytes),
          scanner.text(of: "Auto-Installed") == "1"
        else { continue }
        let name = named(
          String(decoding: bytes, as: UTF8.self), scanner.text(of: "Architecture"))
        records[name]?.isAutomatic = true
      }
    }
  }

  private mutating func take(_ record: DpkgRecord) {
    let name = named(record.name.name, record.name.architecture)
    records[name] = DpkgRecord(
      name, record.condition, version: record.version, isHeld: record.isHeld,
      needsReinstallation: record.needsReinstallation)
    if record.isHeld { held.insert(name) } else { held.remove(name) }
    unfinished.removeAll { $0 == name }
    if record.condition.isUnfinished || record.needsReinstallation { unfinished.append(name) }
  }

  private func named(_ name: String, _ architecture: String?) -> PackageName {
    let isOwn = architecture == self.architecture || architecture == "all" || architecture == ""
    return PackageName(name, architecture: isOwn ? nil : architecture)
  }

  private static let usualStatus = Array("install ok installed".utf8)

  private static func record(
    _ scanner: StanzaScanner, status: UnsafeRawBufferPointer
  ) -> DpkgRecord {
    let words = String(decoding: status, as: UTF8.self).split(separator: " ")
    let condition = words.last.flatMap { DpkgRecord.Condition(rawValue: String($0)) }
    let isThere = condition?.isThere ?? false
    return DpkgRecord(
      PackageName(
        scanner.text(of: "Package") ?? "", architecture: scanner.text(of: "Architecture")),
      condition ?? .notInstalled, version: isThere ? scanner.text(of: "Version") : nil,
      isHeld: words.first == "hold", needsReinstallation: words.dropFirst().first == "reinstreq")
  }
}

/// Names by a hash of their bytes, so that a stanza's name is looked up without a `String`.
private struct NameIndex {
  private var names: [UInt64: [[UInt8]]] = [:]

  init(_ names: some Sequence<PackageName>) {
    for name in names {
      let bytes = Array(name.name.utf8)
      self.names[Self.hash(bytes), default: []].append(bytes)
    }
  }

  func contains(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let candidates = names[Self.hash(bytes)] else { return false }
    return candidates.contains { $0.elementsEqual(bytes) }
  }

  /// FNV-1a.
  private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }
}
