internal import ConvergeCore

/// `facts.disks`
enum DisksFact {
  static let fact = Fact(
    FactSpec(
      "disks",
      .mapping(
        example: "sda",
        .record([
          FactSpec(
            "size_bytes", .integer, unit: "bytes", "How large it is.",
            from: "`size`, in sectors of 512"),
          FactSpec("model", .text, "As it names itself.", from: "`device/model`"),
          FactSpec("vendor", .text, "As it names its maker.", from: "`device/vendor`"),
          FactSpec(
            "rotational", .boolean, "Whether it turns; virtual ones often say so.",
            from: "`queue/rotational`"),
          FactSpec(
            "removable", .boolean, "Whether its medium can be taken out.", from: "`removable`"),
          FactSpec("read_only", .boolean, "Whether it cannot be written.", from: "`ro`"),
        ])),
      """
      The disks by their kernel names: block devices with hardware, or a hypervisor, behind \
      them; no partitions, loops or volumes.
      """,
      from: "/sys/block"),
    reading: .atOnce(read))

  private static func read(_ host: FactHost) -> Value {
    let names = host.names("/sys/block").filter { host.exists("/sys/block/\($0)/device") }
    return .mapping(
      names.prefix(4096).map { name in
        let folder = "/sys/block/\(name)"
        return Value.Member(
          name,
          .record([
            "size_bytes": .told(product(host.integer("\(folder)/size"), 512)),
            "model": .told(host.line("\(folder)/device/model")),
            "vendor": .told(host.line("\(folder)/device/vendor")),
            "rotational": .told(host.flag("\(folder)/queue/rotational")),
            "removable": .told(host.flag("\(folder)/removable")),
            "read_only": .told(host.flag("\(folder)/ro")),
          ]))
      })
  }
}
