/// The name of a package, with its architecture where that is not the host's own: `libc6:i386`.
package struct PackageName: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let name: String
  /// nil: the host's own, or independent of it.
  package let architecture: String?

  /// Reads a name as a user writes it; `NAME:all` and the architecture of this program are dropped.
  package init?(_ text: String, native: String = PackageName.ownArchitecture) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, Self.isName(first) else { return nil }
    name = String(first)
    guard parts.count == 2 else {
      architecture = nil
      return
    }
    guard parts[1].utf8.allSatisfy({ Self.isLower($0) || $0 == UInt8(ascii: "-") }),
      !parts[1].isEmpty, parts[1] != "any"
    else { return nil }
    architecture = parts[1] == "all" || parts[1] == native ? nil : String(parts[1])
  }

  init(_ name: String, architecture: String?) {
    self.name = name
    self.architecture = architecture
  }

  package var description: String { architecture.map { "\(name):\($0)" } ?? name }

  package static func < (left: PackageName, right: PackageName) -> Bool {
    left.description < right.description
  }

  /// Debian's word for the architecture that this program was built for.
  package static var ownArchitecture: String {
    #if arch(x86_64)
      "amd64"
    #elseif arch(arm64)
      "arm64"
    #elseif arch(i386)
      "i386"
    #elseif arch(arm)
      "armhf"
    #else
      "unknown"
    #endif
  }

  /// Debian policy 5.6.1: lower-case letters, digits, `+`, `-` and `.`, at least two of them.
  private static func isName(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, isLower(first), text.utf8.count >= 2 else { return false }
    return text.utf8.allSatisfy {
      isLower($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
    }
  }

  private static func isLower(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (48...57).contains(byte)
  }
}
