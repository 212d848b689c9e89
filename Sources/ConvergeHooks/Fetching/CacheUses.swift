internal import ConvergeCore

/// When each file of the cache was last used, in seconds since 1970; a line for each.
struct CacheUses: Sendable, Equatable {
  private var seconds: [Digest: Int64] = [:]

  /// Reads the lines; what is none is as if it were not there.
  init(text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 2, let digest = Digest(hexadecimal: String(words[0])),
        let time = Int64(words[1])
      else { continue }
      seconds[digest] = time
    }
  }

  subscript(digest: Digest) -> Int64? {
    get { seconds[digest] }
    set { seconds[digest] = newValue }
  }

  /// The lines of those that are there, by digest.
  func text(of known: Set<Digest>) -> String {
    seconds.filter { known.contains($0.key) }
      .map { "\($0.key.hexadecimal) \($0.value)\n" }.sorted().joined()
  }
}
