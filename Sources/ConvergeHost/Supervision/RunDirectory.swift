internal import CLinux
internal import ConvergeCore
internal import Glibc

/// The directory of a run, opened: what its supervisor writes there, and whoever waits reads.
struct RunDirectory: ~Copyable {
  /// The names in it.
  enum Name {
    static let started = "started"
    static let ended = "ended"
    static let output = "stdout"
    static let error = "stderr"
    static let progress = "progress"
    /// Locked as long as its supervisor lives, and before; also where its last words go.
    static let supervisor = "supervisor"
  }

  /// Room for `ended` that is kept free from the beginning, so that a disk that is full by then
  /// does not lose it.
  private static let reserveBytes: Int64 = 256 << 10
  private static let limitBytes = 4 << 20

  let path: String
  let number: Int32

  init(_ path: String) throws(HostError) {
    self.path = path
    do {
      number = try LocalFiles().withEntry(path) { (entry) throws(Errno) in
        try Errno.check(clinux_open_directory(entry.directory, entry.name))
      }
    } catch {
      throw SystemFailure.error(error.code, "open the directory", path)
    }
  }

  deinit { _ = close(number) }

  /// Makes an empty file with mode 0600.
  func make(_ name: String) throws(HostError) -> Int32 {
    let made = clinux_create_file(number, name)
    guard made >= 0 else { throw SystemFailure.error(errno, "create", "\(path)/\(name)") }
    return made
  }

  /// The content of a file; nil where there is none, or it is no file.
  func content(_ name: String) -> [UInt8]? {
    let file = clinux_open_file(number, name)
    guard file >= 0 else { return nil }
    return try? RegularFile.read(Descriptor(owning: file), limitBytes: Self.limitBytes)
  }

  /// What `started` says; nil where it is not there.
  var start: SupervisedStart? { content(Name.started).flatMap(SupervisedStart.init(json:)) }

  /// Whether somebody lives who may write in it: who starts a run, or its supervisor.
  var hasSupervisor: Bool {
    let opened = clinux_open_file(number, Name.supervisor)
    guard opened >= 0 else { return false }
    let file = Descriptor(owning: opened)
    return clinux_try_lock(file.number) != 0
  }

  /// Keeps room for `write(_:_:)` of that name.
  func reserve(_ name: String) throws(HostError) {
    do throws(Errno) {
      let file = Descriptor(
        owning: try Errno.check(clinux_open_or_create_file(number, Self.temporary(name))))
      let code = posix_fallocate(file.number, 0, off_t(Self.reserveBytes))
      // A file system that cannot is content with less.
      guard [0, EOPNOTSUPP, EINVAL].contains(code) else { throw Errno(code: code) }
    } catch {
      _ = unlinkat(number, Self.temporary(name), 0)
      throw SystemFailure.error(error.code, "reserve room for", "\(path)/\(name)")
    }
  }

  /// Gives the file `name` that content, whole and durable, or leaves it as it was.
  func write(_ name: String, _ content: String) throws(HostError) {
    do throws(Errno) {
      let temporary = Self.temporary(name)
      let file = Descriptor(
        owning: try Errno.check(clinux_open_or_create_file(number, temporary)))
      let bytes = Array(content.utf8)
      do throws(Errno) {
        // Over what was reserved: its room is freed only when the content is there.
        try RegularFile.write(bytes, to: file)
        try Errno.check(ftruncate(file.number, off_t(bytes.count)))
        try Sync.whole(file)
        try Errno.check(renameat(number, temporary, number, name))
      } catch {
        _ = unlinkat(number, temporary, 0)
        throw error
      }
      guard fsync(number) == 0 || errno == EINVAL else {
        let code = errno
        _ = unlinkat(number, name, 0)
        throw Errno(code: code)
      }
    } catch {
      throw SystemFailure.error(error.code, "write", "\(path)/\(name)")
    }
  }

  /// What was reserved and is not needed.
  func giveUp(_ name: String) { _ = unlinkat(number, Self.temporary(name), 0) }

  private static func temporary(_ name: String) -> String { ".\(name)~" }
}
