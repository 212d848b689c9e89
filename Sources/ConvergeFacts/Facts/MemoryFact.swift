internal import ConvergeCore

/// `facts.memory`
enum MemoryFact {
  private static let source = "/proc/meminfo"
  private static let fields = [
    ("total_bytes", "MemTotal", "What the kernel can use."),
    (
      "available_bytes", "MemAvailable",
      "What programs could have without swapping. It moves all the time."
    ),
    ("swap_total_bytes", "SwapTotal", "All swap space."),
    ("swap_free_bytes", "SwapFree", "Swap space that is not used. It moves all the time."),
  ]

  static let fact = Fact(
    "memory", "Memory and swap space.", from: source,
    fields.map { FactSpec($0.0, .integer, unit: "bytes", $0.2, from: "`\($0.1)`") }
  ) { host in
    var amounts: [String: Int64] = [:]
    for line in host.lines(source) {
      guard let (name, value) = pair(line), let number = words(value).first else { continue }
      amounts[name] = product(Int64(number), 1024)
    }
    return .mapping(fields.map { Value.Member($0.0, .told(amounts[$0.1])) })
  }
}
