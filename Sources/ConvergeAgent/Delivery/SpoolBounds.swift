/// How much may wait for a webhook that does not answer: what is more costs the oldest.
package struct SpoolBounds: Sendable, Equatable {
  package var count = 500
  package var sizeBytes = 64 << 20
  /// Of one report.
  package var entryBytes = 16 << 20

  package init() {}

  /// What has to go so that there is room for another one.
  ///
  /// - Parameter entries: oldest first.
  package func dropped(from entries: [SpoolEntry], adding newBytes: Int) -> [SpoolEntry] {
    var total = entries.map(\.sizeBytes).reduce(0, +) + newBytes
    var left = entries.count + 1
    return Array(
      entries.prefix { entry in
        guard total > sizeBytes || left > count else { return false }
        total -= entry.sizeBytes
        left -= 1
        return true
      })
  }
}
