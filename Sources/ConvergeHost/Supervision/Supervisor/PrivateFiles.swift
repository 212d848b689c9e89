internal import CLinux
internal import ConvergeCore
internal import Glibc

/// What a supervised program gets of files beside its own: its credentials, and one that its values
/// go to. In a directory of the run's own below `/run`, which a boot empties and no disk has.
///
/// `BASE/LABEL-RANDOM` belongs to us, and only we can change names in it, so that a program of
/// another user cannot lead us elsewhere. It is locked as long as we live: what nobody has locked was
/// left by a supervisor that was killed, and goes with the next run.
final class PrivateFiles {
  private static let credentialsName = "credentials"
  private static let valuesName = "values"

  private let base: OpenDirectory
  private let name: String
  private let own: OpenDirectory
  private let path: String

  /// Absolute; nil where there are no credentials.
  let credentialsPath: String?
  /// Absolute.
  var valuesPath: String { "\(path)/\(Self.valuesName)" }

  /// - Parameter basePath: absolute; made where it is missing.
  init(_ run: SupervisedRun, basePath: String) throws(HostError) {
    let (base, name, own): (OpenDirectory, String, OpenDirectory)
    do throws(Errno) {
      base = try PrivateBase.open(basePath)
      PrivateBase.removeAbandoned(in: base.number)
      (name, own) = try PrivateBase.makeLocked(run.label, in: base.number)
    } catch {
      throw SystemFailure.error(error.code, "make the private directory", basePath)
    }
    self.base = base
    self.name = name
    self.own = own
    path = "\(basePath)/\(name)"
    credentialsPath = run.credentials.isEmpty ? nil : "\(path)/\(Self.credentialsName)"
    do throws(Errno) {
      try Self.give(Self.makeFile(Self.valuesName, [], in: own.number), to: run, mode: 0o600)
      if !run.credentials.isEmpty { try Self.place(run, in: own.number) }
    } catch {
      throw SystemFailure.error(error.code, "place the credentials", path)
    }
  }

  deinit { remove() }

  /// Takes all of it away; again does no harm, since nobody else takes the name.
  func remove() { PrivateBase.remove(name, in: base.number) }

  /// What the program has written to `$CONVERGE_OUTPUT`, up to the limit and one byte; nil where it
  /// is not a plain file any more.
  func values() -> [UInt8]? {
    let number = clinux_open_file(own.number, Self.valuesName)
    guard number >= 0 else { return nil }
    let file = Descriptor(owning: number)
    var status = stat()
    guard fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_nlink == 1
    else { return nil }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while content.count <= OutputValues.limitBytes {
      let count = read(file.number, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      content += buffer[..<count]
    }
    return content
  }

  private static func place(_ run: SupervisedRun, in directory: Int32) throws(Errno) {
    try Errno.check(mkdirat(directory, credentialsName, 0o700))
    let credentials = Descriptor(
      owning: try Errno.check(clinux_open_directory(directory, credentialsName)))
    for (name, content) in run.credentials {
      try give(makeFile(name, content, in: credentials.number), to: run, mode: 0o400)
    }
    try give(credentials, to: run, mode: 0o500)
  }

  private static func makeFile(
    _ name: String, _ content: [UInt8], in directory: Int32
  ) throws(Errno) -> Descriptor {
    let file = Descriptor(owning: try Errno.check(clinux_create_file(directory, name)))
    try RegularFile.write(content, to: file)
    return file
  }

  private static func give(
    _ file: consuming Descriptor, to run: SupervisedRun, mode: mode_t
  ) throws(Errno) {
    try Errno.check(fchmod(file.number, mode))
    if let user = run.user { try Errno.check(fchown(file.number, user.user, user.group)) }
  }
}
