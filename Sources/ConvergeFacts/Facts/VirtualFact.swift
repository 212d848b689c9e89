internal import ConvergeCore

/// `facts.virtual`
enum VirtualFact {
  static let fact = Fact(
    "virtual", "What the host runs in, in the words of systemd-detect-virt(1).",
    from: "/run, /proc, /sys and the processor",
    [
      FactSpec(
        "kind", .text, "The container, else the machine: `docker`, `lxc`, `kvm`, `none`.",
        from: "the two below"),
      FactSpec(
        "container", .text, "`docker`, `podman`, `systemd-nspawn`, `lxc`, `wsl`, `none`, ….",
        from:
          """
          /run/host/container-manager, /run/systemd/container, the environment of process 1, \
          /run/.containerenv, /.dockerenv, /sys/fs/cgroup/cgroup.events, \
          /proc/sys/kernel/osrelease
          """
      ),
      FactSpec(
        "machine", .text, "`kvm`, `vmware`, `microsoft`, `amazon`, `xen`, `none`, ….",
        from: "/sys/class/dmi/id, CPUID, /sys/hypervisor/type, /proc/device-tree, /proc/xen"),
    ]
  ) { host in
    let container = ContainerDetection(host).kind
    let machine = MachineDetection(host).kind
    return .record([
      "kind": .text(container == "none" ? machine : container), "container": .text(container),
      "machine": .text(machine),
    ])
  }
}
