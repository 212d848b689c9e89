package import ConvergeCore

/// Where file systems are mounted, proc_pid_mountinfo(5).
///
/// A device number alone does not tell: a bind mount shows a directory of the same file system in
/// another place, and what is removed there is gone here.
package struct MountPoints: Sendable {
  private let paths: [String]

  /// Reads them; none where that cannot be asked.
  package init(on host: Host) {
    let bytes = try? host.files.read("/proc/self/mountinfo", limitBytes: 16 << 20)
    paths = (bytes ?? []).split(separator: UInt8(ascii: "\n")).compactMap { line in
      let fields = line.split(separator: UInt8(ascii: " "))
      return fields.count > 4 ? Self.unescaped(fields[4]) : nil
    }
  }

  /// Those below `directory`, as its own path has them: links above it are looked through.
  package func below(_ directory: String, on host: Host) -> Set<String> {
    guard !paths.isEmpty else { return [] }
    let resolved = ((try? host.files.resolve(directory)) ?? nil) ?? directory
    let found = paths.filter { FilePath.isBelow($0, resolved) }
    guard resolved != directory else { return Set(found) }
    return Set(found.map { FilePath.join(directory, String($0.dropFirst(resolved.count + 1))) })
  }

  /// A space, a tab, a line's end and a backslash stand as `\040` and the like.
  private static func unescaped(_ field: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    var rest = field
    while let first = rest.popFirst() {
      let digits = rest.prefix(3)
      if first == UInt8(ascii: "\\"), digits.count == 3,
        let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        bytes.append(byte)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(first)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
