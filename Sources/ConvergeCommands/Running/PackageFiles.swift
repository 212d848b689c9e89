internal import ConvergeCore

/// Which packages files belong to, by dpkg's own lists (dpkg-query(1), --search).
struct PackageFiles {
  private static let folder = "/var/lib/dpkg/info"
  private static let limitBytes = 16 << 20

  /// By path.
  private(set) var names: [String: String] = [:]

  /// Reads every list once.
  init(of paths: Set<String>, on files: any FileSystem) {
    let wanted = Set(paths.map { Array($0.utf8)[...] })
    guard let lists = try? files.list(Self.folder) else { return }
    for list in lists where list.hasSuffix(".list") && names.count < paths.count {
      guard
        let content = try? files.read("\(Self.folder)/\(list)", limitBytes: Self.limitBytes)
      else { continue }
      for line in content.split(separator: UInt8(ascii: "\n")) where wanted.contains(line) {
        // `libc6:amd64.list`
        let package = list.dropLast(5).split(separator: ":").first.map(String.init)
        names[String(decoding: line, as: UTF8.self)] = package
      }
    }
  }
}
