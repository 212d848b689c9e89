internal import CLinux
package import ConvergeCore
internal import Glibc

/// The machine that we run on.
package struct LocalMachine: Machine {
  package init() {}

  package var architecture: String {
    var names = utsname()
    guard uname(&names) == 0 else { return "" }
    return withUnsafeBytes(of: &names.machine) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  package var hypervisor: String? {
    var signature = [CChar](repeating: 0, count: 13)
    guard clinux_hypervisor(&signature) == 1 else { return nil }
    let bytes = signature.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  package func addresses() throws(HostError) -> [InterfaceAddress] {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else {
      throw SystemFailure.error(errno, "list", Message.addresses)
    }
    defer { freeifaddrs(first) }
    var addresses: [InterfaceAddress] = []
    var next = first
    while let entry = next {
      if let bytes = Self.bytes(entry.pointee.ifa_addr) {
        // A tunnel may have no mask: then all bits are its own.
        let mask = Self.bytes(entry.pointee.ifa_netmask)
        addresses.append(
          InterfaceAddress(
            interface: String(cString: entry.pointee.ifa_name), bytes: bytes,
            prefixLength: mask?.reduce(0) { $0 + $1.nonzeroBitCount } ?? bytes.count * 8))
      }
      next = entry.pointee.ifa_next
    }
    return addresses
  }

  /// The address in the network's order; nil for other families than IPv4 and IPv6.
  private static func bytes(_ address: UnsafeMutablePointer<sockaddr>?) -> [UInt8]? {
    guard let address else { return nil }
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      return UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self).sin_addr.bytes
    case AF_INET6:
      return UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self).sin6_addr.bytes
    default: return nil
    }
  }

  package func space(at path: String) throws(HostError) -> FileSystemSpace {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else {
      throw SystemFailure.error(errno, "measure", path)
    }
    return FileSystemSpace(
      sizeBytes: Self.bytes(status.f_blocks, of: status.f_frsize),
      availableBytes: Self.bytes(status.f_bavail, of: status.f_frsize))
  }

  /// A file system in user space may tell anything.
  private static func bytes(_ blocks: some BinaryInteger, of size: some BinaryInteger) -> Int64 {
    let (product, overflows) = UInt64(blocks).multipliedReportingOverflow(by: UInt64(size))
    return overflows ? .max : Int64(clamping: product)
  }
}

extension in_addr {
  fileprivate var bytes: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }
}

extension in6_addr {
  fileprivate var bytes: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }
}

private enum Message {
  static let addresses = "the addresses of the interfaces"
}
