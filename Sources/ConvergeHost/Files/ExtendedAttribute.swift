internal import CLinux
internal import Glibc

/// One extended attribute of a file, xattr(7): an access control list and a security label are
/// among them.
struct ExtendedAttribute {
  let name: String
  let value: [UInt8]

  /// What belongs to the old content and not to the name: capabilities, which the kernel itself
  /// drops when content changes, and the measures of integrity.
  private static let boundToContent: Set<String> = [
    "security.capability", "security.ima", "security.evm",
  ]

  private static let accessList = "system.posix_acl_access"

  /// All that a new version of the file is to take over.
  static func all(of file: consuming Descriptor) throws(Errno) -> [ExtendedAttribute] {
    let number = file.number
    guard let names = try bytes({ clinux_list_attributes(number, $0, $1) }) else { return [] }
    var attributes: [ExtendedAttribute] = []
    for name in names.split(separator: 0) {
      guard let name = String(validating: name, as: UTF8.self), !boundToContent.contains(name),
        // A directory's default list; no file has one.
        name != "system.posix_acl_default",
        let value = try bytes({ clinux_get_attribute(number, name, $0, $1) })
      else { continue }
      attributes.append(ExtendedAttribute(name: name, value: value))
    }
    return attributes
  }

  /// Gives a new file, whose mode will be `mode`, all of these and nothing of its directory's.
  ///
  /// A directory with a default list gives that to every new file: accounts that the old file was
  /// closed to would get in.
  static func give(
    _ attributes: [ExtendedAttribute], to file: Int32, mode: UInt16
  ) throws(Errno) {
    if !attributes.contains(where: { $0.name == accessList }),
      clinux_get_attribute(file, accessList, nil, 0) > 0
    {
      try Errno.check(clinux_remove_attribute(file, accessList))
    }
    for attribute in attributes { try attribute.set(on: file, mode: mode) }
  }

  /// Gives it to a file whose mode will be `mode`.
  ///
  /// What a file system or the kernel's policy does not let us set of `security.` and `trusted.`
  /// is left: an unprivileged user cannot carry those, and a new file has got its own.
  private func set(on file: Int32, mode: UInt16) throws(Errno) {
    let value = name == Self.accessList ? Self.accessList(value, with: mode) : value
    let result = value.withUnsafeBytes {
      clinux_set_attribute(file, name, $0.baseAddress, $0.count)
    }
    guard result != 0 else { return }
    let code = errno
    let isLeft = code == ENOTSUP || code == EPERM
    guard isLeft, name.hasPrefix("security.") || name.hasPrefix("trusted.") else {
      throw Errno(code: code)
    }
  }

  /// An access control list with the entries that mirror the mode set to it, so that nobody gets in
  /// through the old file's list before the mode is set.
  ///
  /// Format: a version of 4 bytes, then entries of a tag and permissions of 2 bytes each and an id of
  /// 4 (linux/posix_acl_xattr.h), little endian.
  private static func accessList(_ list: [UInt8], with mode: UInt16) -> [UInt8] {
    let starts = stride(from: 4, to: list.count - 7, by: 8)
    let hasMask = starts.contains { list[$0] == 0x10 }
    var list = list
    for start in starts {
      let permissions: UInt16? =
        switch list[start] {
        case 0x01: mode >> 6
        case 0x04: hasMask ? nil : mode >> 3
        case 0x10: mode >> 3
        case 0x20: mode
        default: nil
        }
      if let permissions { list[start + 2] = UInt8(permissions & 7) }
    }
    return list
  }

  /// What a call gives that wants a buffer; nil where the file system has none of it. The size is
  /// asked for first, and again where it has grown since.
  private static func bytes(
    _ call: (UnsafeMutablePointer<CChar>?, Int) -> Int
  ) throws(Errno) -> [UInt8]? {
    while true {
      let size = call(nil, 0)
      guard size >= 0 else {
        if errno == ENOTSUP || errno == ENODATA { return nil }
        throw Errno(code: errno)
      }
      var failure: Int32 = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: max(size, 1)) { buffer, count in
        let length = buffer.withMemoryRebound(to: CChar.self) { call($0.baseAddress, size) }
        if length < 0 { failure = errno }
        count = max(length, 0)
      }
      switch failure {
      case 0: return bytes
      case ERANGE: continue
      case ENODATA: return nil
      default: throw Errno(code: failure)
      }
    }
  }
}
