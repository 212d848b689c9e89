package import ConvergeCore

/// What a simulated machine answers to system calls that are about itself.
package struct SimulatedMachine: Machine {
  package var architecture = "x86_64"
  package var hypervisor: String?
  package var interfaceAddresses: [InterfaceAddress] = []
  /// By mount point; any other path cannot be measured.
  package var spaces: [String: FileSystemSpace] = [:]

  /// A machine of that architecture, without interfaces and file systems.
  package init(architecture: String = "x86_64", hypervisor: String? = nil) {
    self.architecture = architecture
    self.hypervisor = hypervisor
  }

  package func addresses() throws(HostError) -> [InterfaceAddress] { interfaceAddresses }

  package func space(at path: String) throws(HostError) -> FileSystemSpace {
    guard let space = spaces[path] else {
      throw HostError(.notFound, "measure", path, because: "no file system is simulated there")
    }
    return space
  }
}
