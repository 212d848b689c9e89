internal import ConvergeCore

/// `facts.mounts`
enum MountsFact {
  static let fact = Fact(
    FactSpec(
      "mounts",
      .mapping(
        example: "/srv",
        .record([
          FactSpec("device", .text, "What is mounted.", from: "its first field"),
          FactSpec("type", .text, "`ext4`, `xfs`, `nfs4`, `tmpfs`.", from: "its third field"),
          FactSpec(
            "options", .list(.text), "`rw`, `noexec`, `relatime`.", from: "its fourth field"),
          FactSpec(
            "size_bytes", .integer, unit: "bytes",
            """
            How large the file system is; null where it keeps nothing, and where a server or a \
            program would have to be waited for (`nfs`, `cifs`, `fuse`).
            """,
            from: "statvfs(3)"),
          FactSpec(
            "available_bytes", .integer, unit: "bytes",
            "What users without privileges can still write. It moves all the time.",
            from: "statvfs(3)"),
        ])),
      "What is mounted, by mount point; of two on one point the upper one.",
      from: "/proc/self/mounts"),
    reading: .atOnce(read))

  /// Mounts that anybody could want; a host of containers has hundreds.
  private static let limit = 16_384

  private static func read(_ host: FactHost) -> Value {
    var order: [String] = []
    var mounts: [String: [String]] = [:]
    for line in host.lines("/proc/self/mounts", limitBytes: 16 << 20) {
      let fields = words(line)
      guard fields.count >= 4, order.count < limit else { continue }
      let point = unescaped(fields[1])
      if mounts.updateValue(fields, forKey: point) == nil { order.append(point) }
    }
    return .mapping(
      order.map { Value.Member($0, mount(mounts[$0] ?? [], at: $0, host)) })
  }

  private static func mount(_ fields: [String], at point: String, _ host: FactHost) -> Value {
    let type = unescaped(fields[2])
    var space: FileSystemSpace?
    if !isWaitedFor(type) { space = try? host.host.machine.space(at: point) }
    let isKept = (space?.sizeBytes ?? 0) > 0
    return .record([
      "device": .text(unescaped(fields[0])), "type": .text(type),
      "options": .list(fields[3].split(separator: ",").map { .text(unescaped(String($0))) }),
      "size_bytes": .told(isKept ? space?.sizeBytes : nil),
      "available_bytes": .told(isKept ? space?.availableBytes : nil),
    ])
  }

  /// Whether asking how large it is can take for ever, or mount something.
  private static func isWaitedFor(_ type: String) -> Bool {
    remote.contains(type) || type == "fuse" || type.hasPrefix("fuse.")
  }

  private static let remote: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "coda", "glusterfs", "gfs2",
    "lustre", "ocfs2", "ncpfs", "beegfs", "gpfs", "orangefs", "pvfs2", "virtiofs", "autofs",
    "fuseblk",
  ]

  /// `\040` is a space, getmntent(3).
  private static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let digits = bytes[index...].dropFirst().prefix(3)
      if bytes[index] == UInt8(ascii: "\\"), digits.count == 3,
        digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }),
        let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        result.append(code)
        index += 4
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
