internal import CLinux
internal import ConvergeCore
internal import Glibc

/// A file that is being fetched, with what an earlier attempt has left of it.
///
/// Beside it stands by what the server knows the same file again. That is written once the old bytes
/// are gone and before the new ones come, so that it never tells of other bytes than are there.
final class PartialFile {
  private let path: String
  private let files: LocalFiles
  /// Of the URL: a file of another one is not taken up.
  private let origin: String
  private let file: Descriptor
  private var hash = DigestStream()

  private(set) var sizeBytes: Int64
  /// A strong entity tag or a date (RFC 9110, 13.1.5); nil where the bytes cannot be taken up.
  private(set) var validator: String?

  /// Opens the file, or makes it.
  init(_ path: String, of url: String, files: LocalFiles) throws(HostError) {
    self.path = path
    self.files = files
    origin = Digest(of: url).hexadecimal
    let number: Int32
    do {
      number = try files.withEntry(path) { (entry) throws(Errno) in
        try Errno.check(clinux_open_or_create_file(entry.directory, entry.name))
      }
    } catch {
      throw SystemFailure.error(error.code, "write", path)
    }
    file = Descriptor(owning: number)
    var status = stat()
    guard fstat(number, &status) == 0 else { throw SystemFailure.error(errno, "write", path) }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(), status.st_nlink == 1,
      fchmod(number, 0o600) == 0
    else { throw HostError(.wrongType, "write", path, because: Message.notOurs) }
    sizeBytes = Int64(status.st_size)
    if sizeBytes > 0 { validator = storedValidator() }
  }

  /// Takes up what is there.
  func goOn() throws(HostError) {
    hash = DigestStream()
    var length: Int64 = 0
    do throws(Errno) {
      guard lseek(file.number, 0, SEEK_SET) == 0 else { throw Errno(code: errno) }
      try RegularFile.read(file, limitBytes: .max) { (bytes) throws(Errno) in
        hash.update(bytes)
        length += Int64(bytes.count)
      }
    } catch {
      throw SystemFailure.error(error.code, "read", path)
    }
    sizeBytes = length
  }

  /// Drops what is there, for a file that the server knows by `validator`.
  func startOver(validator new: String?) throws(HostError) {
    hash = DigestStream()
    sizeBytes = 0
    validator = nil
    let beside = Download.validatorPath(of: path)
    if try files.status(beside) != nil { try files.remove(beside) }
    guard ftruncate(file.number, 0) == 0 else { throw SystemFailure.error(errno, "write", path) }
    guard let new else { return }
    let temporary = "\(beside)~"
    if try files.status(temporary) != nil { try files.remove(temporary) }
    try files.stage(
      Candidate(
        content: Array("\(Self.heading)\n\(origin)\n\(new)\n".utf8), mode: 0o600,
        owner: FileOwner(user: nil, group: nil), likeness: nil), at: temporary)
    try files.rename(temporary, to: beside)
    validator = new
  }

  /// Adds what has come, at the end of what is there, wherever the descriptor stands.
  func append(_ bytes: UnsafeRawBufferPointer) throws(HostError) {
    do { try RegularFile.write(bytes, to: file.number, at: sizeBytes) } catch {
      throw SystemFailure.error(error.code, "write", path)
    }
    hash.update(bytes)
    sizeBytes += Int64(bytes.count)
  }

  /// Makes all of it durable.
  ///
  /// - Returns: its digest.
  func finish() throws(HostError) -> Digest {
    do {
      try Sync.whole(file)
      try files.withEntry(path) { (entry) throws(Errno) in try entry.syncDirectory() }
    } catch {
      throw SystemFailure.error(error.code, "write", path)
    }
    return hash.finish()
  }

  private static let heading = "converge partial 1"

  private func storedValidator() -> String? {
    guard
      let bytes = try? files.read(Download.validatorPath(of: path), limitBytes: 4096),
      let text = String(validating: bytes, as: UTF8.self)
    else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 4, lines[0] == Self.heading, lines[1] == origin,
      lines[2].utf8.allSatisfy({ (0x20...0x7E).contains($0) })
    else { return nil }
    return String(lines[2])
  }
}

private enum Message {
  static let notOurs = "it is not a regular file of ours with one name"
}
