internal import CLinux
internal import ConvergeCore
internal import Glibc

/// A directory for what is not whole yet, in the store: nobody looks into it, and it is gone with
/// this value. What a killed process has left is removed by the next one.
struct Workshop: ~Copyable {
  let path: String
  /// Held locked, so that others see that somebody is at work.
  private let directory: Descriptor

  private static let prefix = ".new-"
  private static let suffix = "~"

  /// - Parameter store: one that is prepared.
  init(in store: String) throws(HostError) {
    Self.clear(store)
    var result: (path: String, directory: Int32)?
    while result == nil {
      let path = "\(store)/\(Self.prefix)\(RandomBytes.hexadecimal(digits: 16))\(Self.suffix)"
      guard mkdir(path, 0o700) == 0 else {
        throw SystemFailure.error(errno, "make the directory", path)
      }
      // Whoever clears up may have been quicker than our lock.
      result = Self.lock(path).map { (path, $0) }
    }
    path = result?.path ?? ""
    directory = Descriptor(owning: result?.directory ?? -1)
  }

  deinit { try? FileTree.remove(path) }

  /// Removes what nobody works at.
  private static func clear(_ store: String) {
    for name in (try? LocalFiles().list(store)) ?? []
    where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      guard let number = lock("\(store)/\(name)") else { continue }
      try? FileTree.remove("\(store)/\(name)")
      close(number)
    }
  }

  /// The locked directory; nil where another has it, or where it is gone.
  private static func lock(_ path: String) -> Int32? {
    let number = clinux_open_directory(AT_FDCWD, path)
    guard number >= 0 else { return nil }
    var status = stat()
    if clinux_try_lock(number) == 0, stat(path, &status) == 0 { return number }
    close(number)
    return nil
  }
}
