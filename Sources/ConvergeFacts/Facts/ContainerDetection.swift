/// Which container we are in, in the order in which systemd's `detect_container` looks.
struct ContainerDetection {
  private let host: FactHost

  init(_ host: FactHost) { self.host = host }

  /// `none` where we are in none.
  var kind: String {
    if host.exists("/proc/vz"), !host.exists("/proc/bc") { return "openvz" }
    let release = host.line("/proc/sys/kernel/osrelease") ?? ""
    if release.contains("Microsoft") || release.contains("WSL") { return "wsl" }
    if let manager = host.line("/run/host/container-manager") { return kind(of: manager) }
    if let word = host.line("/run/systemd/container") { return kind(of: word) }
    if let word = wordOfFirstProcess { return kind(of: word) }
    if let kind = kindByFiles { return kind }
    // Only the root of all control groups has no events; to be in another one is to be in a
    // namespace.
    return host.exists("/sys/fs/cgroup/cgroup.events") ? "container-other" : "none"
  }

  /// What the manager said to process 1; only root may read it.
  private var wordOfFirstProcess: String? {
    let bytes = host.bytes("/proc/1/environ", limitBytes: 8 << 20) ?? []
    let name = Array("container=".utf8)
    let entry = bytes.split(separator: 0).first { $0.starts(with: name) }
    let word = entry.map { String(decoding: $0.dropFirst(name.count), as: UTF8.self) } ?? ""
    return word.isEmpty ? nil : word
  }

  private func kind(of word: String) -> String {
    if word == "oci" { return kindByFiles ?? "container-other" }
    return Self.known.contains(word) ? word : "container-other"
  }

  private var kindByFiles: String? {
    if host.exists("/run/.containerenv") { return "podman" }
    return host.exists("/.dockerenv") ? "docker" : nil
  }

  private static let known: Set<String> = [
    "systemd-nspawn", "lxc-libvirt", "lxc", "openvz", "docker", "podman", "rkt", "wsl", "proot",
    "pouch",
  ]
}
