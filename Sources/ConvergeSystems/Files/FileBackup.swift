package import ConvergeCore

/// Old versions of a file, kept beside it as `motd.2026-11-23T21:40:12Z-3f9a~`.
///
/// A backup is the old file itself under another name, with its owner, mode, ACL and all. The `~`
/// at the end keeps run-parts, cron.d, sudoers.d and the usual globs away from it.
package enum FileBackup {
  package static func name(of path: String, _ run: RunID) -> String { "\(path).\(run)~" }

  /// The path whose backup this is; nil where it is none.
  package static func original(of path: String) -> String? {
    guard path.hasSuffix("~") else { return nil }
    let run = path.dropLast().suffix(25)
    let bytes = Array(run.utf8)
    guard bytes.count == 25, path.utf8.count > 27, isRun(bytes) else { return nil }
    let head = path.dropLast(26)
    return head.hasSuffix(".") ? String(head.dropLast()) : nil
  }

  /// `2026-11-23T21:40:12Z-3f9a`
  private static func isRun(_ bytes: [UInt8]) -> Bool {
    let shape = Array("dddd-dd-ddTdd:dd:ddZ-hhhh".utf8)
    return zip(bytes, shape).allSatisfy { byte, kind in
      switch kind {
      case UInt8(ascii: "d"): (48...57).contains(byte)
      case UInt8(ascii: "h"): (48...57).contains(byte) || (97...102).contains(byte)
      default: byte == kind
      }
    }
  }

  /// Removes all but the latest `count` backups of a file.
  package static func prune(_ path: String, keeping count: Int, on host: Host) throws(HostError) {
    let directory = FilePath.parent(of: path)
    let names = try host.files.list(directory).map { FilePath.join(directory, $0) }
    let backups = names.filter { original(of: $0) == path }.sorted()
    for old in backups.dropLast(count) { try host.files.remove(old) }
  }
}
