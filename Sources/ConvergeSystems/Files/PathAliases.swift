package import ConvergeCore

/// Declared paths that are one on the host, since a symbolic link is on the way to one of them:
/// `/var/run/app` and `/run/app`.
///
/// The manifest does not show it, and each would undo what the other does.
package enum PathAliases {
  /// For each of `paths` that another one of them means too, the failure that names it.
  ///
  /// Only those are looked at closely that are missing or have their inode in common; hard links
  /// have, and are two.
  ///
  /// - Parameters:
  ///   - entries: what stands at the paths; nil where nothing does or that could not be read.
  ///   - kind: as references write it.
  package static func failures(
    _ paths: [String], _ entries: [PathState.Entry?], kind: String, on host: Host
  ) -> [Int: HostError] {
    guard paths.count > 1 else { return [:] }
    var resolver = Resolver(host: host)
    var failures: [Int: HostError] = [:]
    for suspects in suspects(entries) where suspects.count > 1 {
      let places = Dictionary(grouping: suspects) { resolver.place(of: paths[$0]) }
      for (place, same) in places where same.count > 1 {
        for index in same {
          guard let other = same.first(where: { $0 != index }) else { continue }
          failures[index] = HostError(
            .refused, "manage", paths[index],
            because: Message.same("\(kind):\(paths[other])", place), remedy: Message.declareOnce)
        }
      }
    }
    return failures
  }

  private static func suspects(_ entries: [PathState.Entry?]) -> [[Int]] {
    struct Node: Hashable {
      let device: UInt64
      let inode: UInt64
    }
    let groups = Dictionary(grouping: entries.indices) { index in
      entries[index].map { Node(device: $0.device, inode: $0.inode) }
    }
    return Array(groups.values)
  }

  /// Where paths really are, each directory looked up once.
  private struct Resolver {
    let host: Host
    private var known: [String: String] = ["/": "/"]

    init(host: Host) { self.host = host }

    mutating func place(of path: String) -> String {
      FilePath.join(directory(FilePath.parent(of: path)), FilePath.name(of: path))
    }

    private mutating func directory(_ path: String) -> String {
      if let known = known[path] { return known }
      let resolved = (try? host.files.resolve(path)) ?? nil
      let place = resolved ?? self.place(of: path)
      known[path] = place
      return place
    }
  }
}

private enum Message {
  static func same(_ other: String, _ place: String) -> String {
    "it is the same path as \(other), which is declared too: both are \(place)"
  }
  static let declareOnce = "declare it once, under its real path"
}
