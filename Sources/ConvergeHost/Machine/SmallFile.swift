internal import CLinux
internal import Glibc

/// Small files of the system itself: of /proc, and of /etc where links are the system's own.
enum SmallFile {
  /// The text; nil where there is none, it is longer than 64 KiB, or not UTF-8.
  static func text(_ path: String) -> String? {
    let number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard number >= 0 else { return nil }
    let content = try? RegularFile.read(Descriptor(owning: number), limitBytes: 64 << 10)
    return content.flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// The first line, without its end.
  static func line(_ path: String) -> String? {
    text(path)?.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init)
  }

  /// Writes what the kernel takes, or not, as it likes.
  static func write(_ text: String, to path: String) {
    let number = open(path, O_WRONLY | O_CLOEXEC)
    guard number >= 0 else { return }
    try? RegularFile.write(Array(text.utf8), to: Descriptor(owning: number))
  }
}
