internal import ConvergeCore

/// `facts.cpu`
enum CPUFact {
  private static let source = "/proc/cpuinfo"

  static let fact = Fact(
    "cpu", "The processors.", from: source,
    [
      FactSpec(
        "count", .integer, unit: "logical processors",
        "How many are online, threads of a core counted each.", from: "its `processor` entries"),
      FactSpec(
        "model", .text, "As the processor names itself; on ARM by its part number, where known.",
        from: "`model name`, `cpu`, or `CPU part`"),
      FactSpec(
        "vendor", .text, "`GenuineIntel`, `AuthenticAMD`, `ARM`.",
        from: "`vendor_id`, or `CPU implementer`"),
      FactSpec(
        "flags", .list(.text), "What the first one can do: `avx2`, `aes`, `asimd`.",
        from: "`flags`, or `Features`"),
    ], read: read)

  private static func read(_ host: FactHost) -> Value {
    var count: Int64 = 0
    var first: [String: String] = [:]
    // Five kilobytes for each of thousands of processors.
    for line in host.lines(source, limitBytes: 32 << 20) {
      guard let (name, value) = pair(line) else { continue }
      // s390 writes `processor 0: version = …`.
      if name == "processor" || name.hasPrefix("processor ") { count += 1 }
      if first[name] == nil, first.count < 200 { first[name] = value }
    }
    let flags = first["flags"] ?? first["Features"] ?? first["features"] ?? first["isa"] ?? ""
    return .record([
      "count": .told(count > 0 ? count : nil), "model": .told(model(first)),
      "vendor": .told(vendor(first)), "flags": .list(words(flags).map(Value.text)),
    ])
  }

  private static func vendor(_ entry: [String: String]) -> String? {
    if let vendor = entry["vendor_id"] { return vendor }
    guard let code = hexadecimal(entry["CPU implementer"]) else { return nil }
    return implementers[code]
  }

  private static func model(_ entry: [String: String]) -> String? {
    if let model = entry["model name"] ?? entry["cpu"], !model.isEmpty { return model }
    guard hexadecimal(entry["CPU implementer"]) == 0x41, let part = hexadecimal(entry["CPU part"])
    else { return nil }
    return parts[part]
  }

  private static func hexadecimal(_ text: String?) -> Int? {
    text.flatMap { $0.hasPrefix("0x") ? Int($0.dropFirst(2), radix: 16) : nil }
  }

  /// As lscpu(1) names them.
  private static let implementers: [Int: String] = [
    0x41: "ARM", 0x42: "Broadcom", 0x43: "Cavium", 0x46: "FUJITSU", 0x48: "HiSilicon",
    0x4E: "NVIDIA", 0x50: "APM", 0x51: "Qualcomm", 0x53: "Samsung", 0x56: "Marvell",
    0x61: "Apple", 0x69: "Intel", 0x6D: "Microsoft", 0x70: "Phytium", 0xC0: "Ampere",
  ]

  /// Of ARM's own, as lscpu(1) names them.
  private static let parts: [Int: String] = [
    0xB76: "ARM1176", 0xC07: "Cortex-A7", 0xC08: "Cortex-A8", 0xC09: "Cortex-A9",
    0xC0F: "Cortex-A15", 0xD03: "Cortex-A53", 0xD04: "Cortex-A35", 0xD05: "Cortex-A55",
    0xD07: "Cortex-A57", 0xD08: "Cortex-A72", 0xD09: "Cortex-A73", 0xD0A: "Cortex-A75",
    0xD0B: "Cortex-A76", 0xD0C: "Neoverse-N1", 0xD0D: "Cortex-A77", 0xD40: "Neoverse-V1",
    0xD41: "Cortex-A78", 0xD44: "Cortex-X1", 0xD46: "Cortex-A510", 0xD47: "Cortex-A710",
    0xD48: "Cortex-X2", 0xD49: "Neoverse-N2", 0xD4A: "Neoverse-E1", 0xD4F: "Neoverse-V2",
  ]
}
