package import ConvergeCore
internal import Glibc

/// Secrets as files of one directory, each readable by its owner alone.
package struct SecretDirectory: SecretSource {
  /// Where secrets are, unless another directory is named.
  package static let usual = "/etc/converge/secrets"

  private static let limitBytes = 1 << 20

  private let directory: String

  package init(directory: String = SecretDirectory.usual) { self.directory = directory }

  package func secret(_ name: String) throws(HostError) -> String {
    let subject = "secret \(name)"
    let isName = !name.isEmpty && !name.hasPrefix(".") && !name.utf8.contains(UInt8(ascii: "/"))
    guard isName, !name.utf8.contains(0) else {
      throw HostError(
        .notFound, "read", subject, because: Message.noName, remedy: Message.nameIt(directory))
    }
    let bytes: [UInt8]?
    do {
      let parent = Descriptor(
        owning: try Errno.check(open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)))
      try requireOwn(parent.number, forbidden: 0o022, directory, remedy: Message.closeDirectory)
      let file = Descriptor(
        owning: try Errno.check(
          openat(parent.number, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)))
      try requireOwn(
        file.number, forbidden: 0o077, "\(directory)/\(name)", remedy: Message.closeFile)
      bytes = try RegularFile.read(file, limitBytes: Self.limitBytes)
    } catch let error as HostError {
      throw error
    } catch let error as Errno {
      if error.code == ENOENT {
        throw HostError(
          .notFound, "read", subject, because: Message.none(name, directory),
          remedy: Message.make(name, directory))
      }
      throw SystemFailure.error(error.code, "read", "\(directory)/\(name)")
    } catch {
      throw HostError(.other, "read", subject, because: "\(error)")
    }
    guard let bytes else {
      throw HostError(.tooLarge, "read", subject, because: Message.tooLarge)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw HostError(.wrongType, "read", subject, because: Message.noText)
    }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// Refuses what others may read or change.
  private func requireOwn(
    _ number: Int32, forbidden: mode_t, _ path: String, remedy: (String) -> String
  ) throws {
    var status = stat()
    try Errno.check(fstat(number, &status))
    let isOurs = status.st_uid == 0 || status.st_uid == geteuid()
    guard isOurs, status.st_mode & forbidden == 0 else {
      throw HostError(
        .denied, "read", path, because: Message.open, remedy: remedy(path))
    }
  }
}

private enum Message {
  static let noName = "a secret's name has no '/' and does not begin with '.'"
  static func nameIt(_ directory: String) -> String { "name a file in \(directory)" }
  static func none(_ name: String, _ directory: String) -> String {
    "there is no file '\(name)' in \(directory)"
  }
  static func make(_ name: String, _ directory: String) -> String {
    "put it into \(directory)/\(name) with mode 0600, or name another directory with --secrets-dir"
  }
  static let open = "others may read or change it"
  static func closeFile(_ path: String) -> String { "chown root \(path) && chmod 0600 \(path)" }
  static func closeDirectory(_ path: String) -> String {
    "chown root \(path) && chmod 0700 \(path)"
  }
  static let tooLarge = "a secret has at most 1 MiB"
  static let noText = "it is not UTF-8 text"
}
