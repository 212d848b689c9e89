/// Versions as Ansible's test `version` compares them.
enum VersionOrder {
  /// Python's `LooseVersion`: numbers and runs of small letters, everything else between them.
  private enum Part: Equatable {
    case number(Int64)
    case text(String)
  }

  /// -1, 0 or 1; nil where a number meets a text, which have no order.
  static func loose(_ left: String, _ right: String) -> Int? {
    let (first, second) = (parts(left), parts(right))
    for (one, other) in zip(first, second) where one != other {
      switch (one, other) {
      case (.number(let one), .number(let other)): return one < other ? -1 : 1
      case (.text(let one), .text(let other)): return isBeforeText(one, other) ? -1 : 1
      default: return nil
      }
    }
    return first.count == second.count ? 0 : first.count < second.count ? -1 : 1
  }

  private static func parts(_ text: String) -> [Part] {
    var parts: [Part] = []
    var rest = Array(text.unicodeScalars)[...]
    while let first = rest.first {
      if first == "." {
        rest.removeFirst()
        continue
      }
      let sort = first.sort
      let part = rest.prefix { $0.sort == sort && $0 != "." }
      rest = rest.dropFirst(part.count)
      let text = String(scalars: part)
      parts.append(sort == .digit ? Int64(text).map(Part.number) ?? .text(text) : .text(text))
    }
    return parts
  }

  /// By semver.org; nil where one of them is no such version.
  static func semantic(_ left: String, _ right: String) -> Int? {
    guard let first = SemanticVersion(left), let second = SemanticVersion(right) else { return nil }
    return first.order(second)
  }
}

/// `1.2.3-rc.1+build`.
private struct SemanticVersion {
  private let core: [Int64]
  private let ahead: [Substring]

  init?(_ text: String) {
    let plain = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)[0]
    let halves = plain.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = halves[0].split(separator: ".", omittingEmptySubsequences: false)
    core = numbers.compactMap { part in
      let isPlain = part.unicodeScalars.allSatisfy(\.isASCIIDigit)
      return isPlain && (part.count == 1 || part.first != "0") ? Int64(part) : nil
    }
    ahead =
      halves.count == 2 ? halves[1].split(separator: ".", omittingEmptySubsequences: false) : []
    guard core.count == 3, numbers.count == 3, !ahead.contains(where: \.isEmpty) else { return nil }
  }

  func order(_ other: SemanticVersion) -> Int {
    for (one, another) in zip(core, other.core) where one != another {
      return one < another ? -1 : 1
    }
    // What comes before a version is smaller than the version.
    if ahead.isEmpty || other.ahead.isEmpty {
      return ahead.isEmpty == other.ahead.isEmpty ? 0 : ahead.isEmpty ? 1 : -1
    }
    for (one, another) in zip(ahead, other.ahead) where one != another {
      switch (Int64(one), Int64(another)) {
      case (let first?, let second?): if first != second { return first < second ? -1 : 1 }
      case (_?, nil): return -1
      case (nil, _?): return 1
      case (nil, nil): return isBeforeText(String(one), String(another)) ? -1 : 1
      }
    }
    let (count, others) = (ahead.count, other.ahead.count)
    return count == others ? 0 : count < others ? -1 : 1
  }
}

extension UnicodeScalar {
  fileprivate enum Sort { case digit, small, other }

  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }

  fileprivate var sort: Sort {
    isASCIIDigit ? .digit : ("a"..."z").contains(self) ? .small : .other
  }
}
