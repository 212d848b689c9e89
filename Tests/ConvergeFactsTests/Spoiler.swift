/// Does something to a text, the same for each seed.
struct Spoiler: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  /// Cuts it, doubles it, replaces it by noise, makes its numbers huge, or changes some bytes.
  mutating func spoiled(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    switch below(6) {
    case 0: return Array(bytes.prefix(below(bytes.count + 1)))
    case 1: return (0..<below(300)).map { _ in UInt8(below(256)) }
    case 2: return bytes + bytes
    case 3:
      return bytes.flatMap { (48...57).contains($0) ? [UInt8](repeating: $0, count: 6) : [$0] }
    default:
      for _ in 0..<8 where !bytes.isEmpty { bytes[below(bytes.count)] = UInt8(below(256)) }
      return bytes
    }
  }
}
