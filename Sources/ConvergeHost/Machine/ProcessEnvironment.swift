internal import Glibc

/// The environment that we were started with, environ(7).
package enum ProcessEnvironment {
  /// All of its variables; ones that are not UTF-8 are left out.
  package static func all() -> [String: String] {
    guard let content = try? RegularFile.read(opened(), limitBytes: 8 << 20) else { return [:] }
    var variables: [String: String] = [:]
    for entry in content.split(separator: 0) {
      guard let text = String(validating: entry, as: UTF8.self),
        let equals = text.firstIndex(of: "=")
      else { continue }
      variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    return variables
  }

  /// Whether we have root's rights.
  package static var isRoot: Bool { geteuid() == 0 }

  /// One variable; nil where it is not set.
  package static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// The kernel's copy: `environ` itself is a variable that Swift must not share between threads.
  private static func opened() throws(Errno) -> Descriptor {
    Descriptor(owning: try Errno.check(open("/proc/self/environ", O_RDONLY | O_CLOEXEC)))
  }
}
