import Foundation

/// Numbers that come again for the same seed (SplitMix64).
struct Seed: RandomNumberGenerator {
  private var state: UInt64

  /// `CONVERGE_LAB_SEED` replays; each test takes its own part of it.
  static let base =
    ProcessInfo.processInfo.environment["CONVERGE_LAB_SEED"].flatMap(UInt64.init) ?? 1

  init(_ part: Int) { state = Seed.base &* 1_000_003 &+ UInt64(part) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
