/// What a host tells in answer to system calls only, and in no file.
package protocol Machine: Sendable {
  /// What uname(2) calls the hardware: `x86_64`, `aarch64`.
  var architecture: String { get }
  /// The signature with which the processor names the hypervisor below it (CPUID leaf 0x40000000),
  /// as `KVMKVMKVM`, empty where there is one without a name; nil where there is none, or where a
  /// processor has no such question.
  var hypervisor: String? { get }
  /// The addresses of all interfaces, getifaddrs(3), in the kernel's order.
  func addresses() throws(HostError) -> [InterfaceAddress]
  /// The room on the file system that `path` lies on, statvfs(3).
  ///
  /// Not to be asked of a network's file system, whose server may never answer.
  func space(at path: String) throws(HostError) -> FileSystemSpace
}

/// An address of an interface.
package struct InterfaceAddress: Sendable, Hashable {
  package let interface: String
  /// Four bytes or sixteen, in the network's order.
  package let bytes: [UInt8]
  /// How many of its bits are the network's.
  package let prefixLength: Int

  package init(interface: String, bytes: [UInt8], prefixLength: Int) {
    self.interface = interface
    self.bytes = bytes
    self.prefixLength = prefixLength
  }
}

/// The room on a file system; all zero where it keeps nothing.
package struct FileSystemSpace: Sendable, Hashable {
  package let sizeBytes: Int64
  /// For users without privileges, as df(1) tells it.
  package let availableBytes: Int64

  package init(sizeBytes: Int64, availableBytes: Int64) {
    self.sizeBytes = sizeBytes
    self.availableBytes = availableBytes
  }
}
