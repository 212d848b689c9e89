internal import ConvergeCore

/// Which virtual machine we are in, in the order in which systemd's `detect_vm` looks.
struct MachineDetection {
  private let host: FactHost

  init(_ host: FactHost) { self.host = host }

  /// `none` where the machine is a real one.
  var kind: String {
    let board = kindOfBoard
    // Clouds and VirtualBox show other hypervisors to the processor.
    if let board, ["oracle", "xen", "amazon", "parallels", "google"].contains(board) {
      return board
    }
    if isUserMode { return "uml" }
    if host.exists("/proc/xen") {
      let isPrivileged = host.line("/proc/xen/capabilities")?.contains("control_d") == true
      return isPrivileged ? "none" : "xen"
    }
    let signature = host.host.machine.hypervisor
    if let kind = signature.flatMap({ Self.signatures[$0] }) { return kind }
    if let board { return board }
    if let kind = kindOfSystem ?? kindOfDeviceTree ?? kindOfMainframe { return kind }
    return signature == nil ? "none" : "vm-other"
  }

  private var kindOfBoard: String? {
    let texts = ["product_name", "sys_vendor", "board_vendor", "bios_vendor", "product_version"]
      .compactMap { host.line("/sys/class/dmi/id/\($0)") }
    for text in texts {
      guard let known = Self.vendors.first(where: { text.hasPrefix($0.prefix) }) else { continue }
      if known.kind == "amazon", !isVirtualAmazon { return nil }
      return known.kind
    }
    return nil
  }

  /// Amazon rents real machines too: SMBIOS has a bit for virtual ones, which only root may read.
  private var isVirtualAmazon: Bool {
    if let table = host.bytes("/sys/firmware/dmi/entries/0-0/raw"), table.count > 19,
      table[1] >= 20
    {
      return table[19] & 1 << 4 != 0
    }
    return host.line("/sys/class/dmi/id/product_name")?.hasSuffix(".metal") != true
  }

  private var isUserMode: Bool {
    host.lines("/proc/cpuinfo", limitBytes: 32 << 20).lazy.compactMap { pair($0) }
      .first { $0.name == "vendor_id" }?.value.hasPrefix("User Mode Linux") == true
  }

  private var kindOfSystem: String? {
    host.line("/sys/hypervisor/type").map { $0 == "xen" ? "xen" : "vm-other" }
  }

  /// Texts of the device tree end with a zero, and can be several.
  private var kindOfDeviceTree: String? {
    let tree = "/proc/device-tree"
    if let bytes = host.bytes("\(tree)/hypervisor/compatible") {
      let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      if text == "linux,kvm" { return "kvm" }
      if text.contains("xen") { return "xen" }
      return text.contains("vmware") ? "vmware" : "vm-other"
    }
    if host.names(tree).contains(where: { $0.hasPrefix("fw-cfg") }) { return "qemu" }
    let whole = host.bytes("\(tree)/compatible") ?? []
    return whole.starts(with: "qemu,pseries".utf8) ? "qemu" : nil
  }

  private var kindOfMainframe: String? {
    let line = host.lines("/proc/sysinfo").first { $0.hasPrefix("VM00 Control Program:") }
    return line.map { $0.contains("z/VM") ? "zvm" : "kvm" }
  }

  private static let vendors: [(prefix: String, kind: String)] = [
    ("KVM", "kvm"), ("OpenStack", "kvm"), ("KubeVirt", "kvm"), ("Amazon EC2", "amazon"),
    ("QEMU", "qemu"), ("VMware", "vmware"), ("VMW", "vmware"), ("innotek GmbH", "oracle"),
    ("VirtualBox", "oracle"), ("Oracle Corporation", "oracle"), ("Xen", "xen"),
    ("Bochs", "bochs"), ("Parallels", "parallels"), ("BHYVE", "bhyve"),
    ("Hyper-V", "microsoft"), ("Apple Virtualization", "apple"),
    ("Google Compute Engine", "google"),
  ]

  private static let signatures: [String: String] = [
    "XenVMMXenVMM": "xen", "KVMKVMKVM": "kvm", "Linux KVM Hv": "kvm", "TCGTCGTCGTCG": "qemu",
    "VMwareVMware": "vmware", "Microsoft Hv": "microsoft", "bhyve bhyve ": "bhyve",
    "QNXQVMBSQG": "qnx", "ACRNACRNACRN": "acrn", "SRESRESRESRE": "sre", "Apple VZ": "apple",
  ]
}
