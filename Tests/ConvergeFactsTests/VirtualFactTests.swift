import ConvergeCore
import ConvergeFacts
import ConvergeTestSupport
import Testing

/// In the words of systemd-detect-virt(1), and in the order in which it looks.
@Suite struct VirtualFactTests {
  @Test(
    arguments: [
      ([:], "none"),
      (["/.dockerenv": ""], "docker"),
      (["/run/.containerenv": ""], "podman"),
      (["/run/.containerenv": "", "/.dockerenv": ""], "podman"),
      (["/run/systemd/container": "systemd-nspawn\n"], "systemd-nspawn"),
      (["/run/systemd/container": "lxc\n", "/.dockerenv": ""], "lxc"),
      (["/run/host/container-manager": "podman\n", "/run/systemd/container": "lxc"], "podman"),
      (["/run/systemd/container": "something new\n"], "container-other"),
      (["/run/systemd/container": "oci\n"], "container-other"),
      (["/run/systemd/container": "oci\n", "/.dockerenv": ""], "docker"),
      (["/proc/1/environ": "HOME=/\0container=lxc\0TERM=linux\0"], "lxc"),
      (["/proc/1/environ": "HOME=/\0container=\0"], "none"),
      (["/proc/1/environ": "mycontainer=lxc\0"], "none"),
      (["/proc/vz": "", "/proc/bc": ""], "none"),
      (["/proc/vz": ""], "openvz"),
      (["/proc/sys/kernel/osrelease": "5.15.153.1-microsoft-standard-WSL2\n"], "wsl"),
      (["/proc/sys/kernel/osrelease": "4.4.0-19041-Microsoft\n"], "wsl"),
      (["/sys/fs/cgroup/cgroup.events": "populated 1\n"], "container-other"),
    ] as [([String: String], String)])
  func `a container is told by what its manager leaves`(
    files: [String: String], expected: String
  ) async throws {
    let reader = FactReader(host(files).host)
    #expect(try await reader.value(at: "virtual.container") == .text(expected))
    #expect(try await reader.value(at: "virtual.kind") == .text(expected))
  }

  @Test(
    arguments: [
      ([:], nil, "none"), ([:], "KVMKVMKVM", "kvm"), ([:], "TCGTCGTCGTCG", "qemu"),
      ([:], "VMwareVMware", "vmware"), ([:], "unheard of", "vm-other"), ([:], "", "vm-other"),
      (["sys_vendor": "QEMU"], nil, "qemu"), (["sys_vendor": "QEMU"], "KVMKVMKVM", "kvm"),
      (["sys_vendor": "Dell Inc.", "product_name": "PowerEdge R640"], nil, "none"),
      (["product_name": "VirtualBox"], "KVMKVMKVM", "oracle"),
      (["product_name": "Google Compute Engine"], "KVMKVMKVM", "google"),
      (["sys_vendor": "Amazon EC2", "product_name": "m5.large"], "KVMKVMKVM", "amazon"),
      (["sys_vendor": "Amazon EC2", "product_name": "m5.metal"], nil, "none"),
      (["sys_vendor": "Xen", "product_name": "HVM domU"], "XenVMMXenVMM", "xen"),
      (["product_version": "Hyper-V UEFI Release v4.1"], nil, "microsoft"),
      (["sys_vendor": "Parallels Software"], nil, "parallels"),
    ] as [([String: String], String?, String)])
  func `a machine is told by its board and its processor`(
    board: [String: String], hypervisor: String?, expected: String
  ) async throws {
    let machine = host(
      Dictionary(uniqueKeysWithValues: board.map { ("/sys/class/dmi/id/\($0)", "\($1)\n") }))
    machine.become(SimulatedMachine(hypervisor: hypervisor))
    let reader = FactReader(machine.host)
    #expect(try await reader.value(at: "virtual.machine") == .text(expected))
    #expect(try await reader.value(at: "virtual.kind") == .text(expected))
  }

  @Test(arguments: [
    (["/proc/cpuinfo": "processor: 0\nvendor_id\t: User Mode Linux\n"], "uml"),
    (["/proc/xen/capabilities": "\n"], "xen"), (["/proc/xen/capabilities": "control_d\n"], "none"),
    (["/sys/hypervisor/type": "xen\n"], "xen"), (["/sys/hypervisor/type": "new\n"], "vm-other"),
    (["/proc/device-tree/hypervisor/compatible": "linux,kvm\0"], "kvm"),
    (["/proc/device-tree/hypervisor/compatible": "xen,xen-4.17\0xen,xen\0"], "xen"),
    (["/proc/device-tree/fw-cfg@9020000/reg": ""], "qemu"),
    (["/proc/device-tree/compatible": "qemu,pseries\0"], "qemu"),
    (["/proc/sysinfo": "Manufacturer: IBM\nVM00 Control Program: z/VM    7.2.0\n"], "zvm"),
    (["/proc/sysinfo": "VM00 Control Program: KVM/Linux\n"], "kvm"),
  ])
  func `a machine without a board is told by what else there is`(
    files: [String: String], expected: String
  ) async throws {
    let reader = FactReader(host(files).host)
    #expect(try await reader.value(at: "virtual.machine") == .text(expected))
  }

  @Test(arguments: [(UInt8(0x1C), "amazon"), (UInt8(0x0C), "none")])
  func `a rented real machine is told by the bit of its SMBIOS`(
    bits: UInt8, expected: String
  ) async throws {
    let machine = host(["/sys/class/dmi/id/sys_vendor": "Amazon EC2\n"])
    var table = [UInt8](repeating: 0, count: 26)
    (table[1], table[19]) = (24, bits)
    machine.put("/sys/firmware/dmi/entries/0-0/raw", table)
    let reader = FactReader(machine.host)
    #expect(try await reader.value(at: "virtual.machine") == .text(expected))
  }

  @Test func `a container on a machine has both words, and its own first`() async throws {
    let machine = host(["/.dockerenv": ""])
    machine.become(SimulatedMachine(hypervisor: "KVMKVMKVM"))
    let expected = Value.record(["kind": "docker", "container": "docker", "machine": "kvm"])
    #expect(try await FactReader(machine.host).fact(named: "virtual") == expected)
  }

  private func host(_ files: [String: String]) -> SimulatedHost {
    let machine = SimulatedHost()
    for (path, text) in files { machine.put(path, Array(text.utf8)) }
    return machine
  }
}
