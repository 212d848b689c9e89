internal import CLinux
internal import ConvergeCore
internal import Glibc

/// What an errno means for whoever runs converge: the reason, its words, and the way out.
enum SystemFailure {
  /// The failure of a system call.
  ///
  /// - Parameters:
  ///   - code: errno, errno(3).
  ///   - immutable: whether chattr(1)'s immutable flag was seen where it matters.
  static func error(
    _ code: Int32, _ operation: String, _ subject: String, immutable: Bool = false
  ) -> HostError {
    if immutable, code == EPERM || code == EACCES {
      return HostError(
        .denied, operation, subject, because: Message.immutable, remedy: Message.unlock(subject))
    }
    return HostError(
      reason(code), operation, subject, because: text(code), remedy: remedy(code, subject))
  }

  /// The words for an errno, as all our messages begin: in lower case.
  static func text(_ code: Int32) -> String {
    let text = String(cString: clinux_error_text(code))
    guard let first = text.first else { return text }
    // `I/O error` and the like keep their capitals.
    let second = text.dropFirst().first
    return second?.isLowercase == true ? first.lowercased() + text.dropFirst() : text
  }

  private static func reason(_ code: Int32) -> HostError.Reason {
    switch code {
    case ENOENT, ESRCH: .notFound
    case EACCES, EPERM: .denied
    case EEXIST: .exists
    case ENOTDIR, EISDIR, ELOOP: .wrongType
    case ENOSPC, EDQUOT: .noSpace
    case EROFS: .readOnly
    case EFBIG: .tooLarge
    case ETIMEDOUT: .timedOut
    case EINTR: .interrupted
    case ENOTEMPTY, EBUSY, EXDEV, ENAMETOOLONG, EINVAL, ETXTBSY, EMLINK: .refused
    default: .other
    }
  }

  private static func remedy(_ code: Int32, _ subject: String) -> String? {
    switch code {
    case EACCES, EPERM: geteuid() == 0 ? Message.confined : Message.needsRoot
    case EROFS: Message.readOnly
    case ENOSPC: Message.full
    case EDQUOT: Message.quota
    case EFBIG: Message.fileLimit
    case ENOTDIR: Message.notDirectory
    case ELOOP: Message.link
    case EBUSY: Message.busy
    case EXDEV: Message.otherFileSystem
    case ENOTEMPTY: Message.notEmpty
    case EMFILE, ENFILE: Message.tooManyOpen
    default: nil
    }
  }
}

private enum Message {
  static let immutable = "the file or its directory is immutable or append-only (chattr)"
  static func unlock(_ path: String) -> String {
    "see which with `lsattr -d` on \"\(path)\" and its directory, and take the flag away with "
      + "`chattr -i -a`"
  }
  static let needsRoot =
    "run converge as root, or as a user who has this right"
  static let confined =
    "even root may not: the file can be immutable (`lsattr`), on a network file system, or kept "
    + "by a security module or a container's missing capabilities"
  static let readOnly =
    "the file system is mounted read-only: mount it writable, or see `dmesg` for an error that "
    + "made it so"
  static let full = "make room on the file system (`df -h`, and `df -i` for its inodes)"
  static let quota = "the owner's quota is used up: see `quota`"
  static let fileLimit = "the limit of a file's size is reached: see `ulimit -f`"
  static let notDirectory = "a part of the path is a file where a directory must be"
  static let link = "a symbolic link stands there, and it is not followed"
  static let busy = "it is in use, as a mount point or by another program"
  static let otherFileSystem = "both names must be on one file system"
  static let notEmpty = "the directory has something in it"
  static let tooManyOpen = "raise the limit of open files (`ulimit -n`), or lower `--jobs`"
}
