package import ConvergeCore

/// The lists of what the sources have, and their age.
package enum AptLists {
  /// Beyond which they are refreshed before something is installed.
  package static let limit: Duration = .seconds(24 * 60 * 60)

  /// How old the lists are; nil: there are none.
  ///
  /// They are as old as the stamp of the last refresh that succeeded, or, without one, as the last
  /// change of a list; `partial` says nothing, since a refresh that was killed touches it too.
  /// Sources that were written since make them as good as none.
  package static func age(on host: Host) -> Duration? {
    guard hasLists(on: host),
      let last = modified(stamp, on: host) ?? modified("/var/lib/apt/lists", on: host)
    else { return nil }
    let sources = ["/etc/apt/sources.list", sourceParts] + parts(on: host)
    let written = sources.compactMap { modified($0, on: host) }.max()
    if let written, written > last { return nil }
    return .nanoseconds(max(0, host.clock.now().wallNanoseconds - last))
  }

  /// Whether they must be refreshed before anything can be said of the newest version.
  package static func areStale(on host: Host) -> Bool {
    age(on: host).map { $0 > limit } ?? true
  }

  /// What apt knows of these packages; those it does not know are missing.
  ///
  /// - Throws: `HostError` where `apt-cache` cannot be run or fails.
  package static func policies(
    of names: [PackageName], on host: Host, timeout: Duration
  ) async throws(HostError) -> [PackageName: AptPolicy] {
    let program = AptProgram(host: host, timeout: timeout) { _ in }
    let arguments = ["/usr/bin/apt-cache", "policy"] + names.sorted().map(\.description)
    let result = try await program.ask(arguments)
    guard result.succeeded else {
      throw HostError(
        .failed, "read", "the package lists", because: AptComplaint(result).reason)
    }
    return AptPolicy.parse(result.output)
  }

  private static let stamp = "/var/lib/apt/periodic/update-success-stamp"
  /// Has apt touch the stamp when, and only when, all went well; as update-notifier does.
  static let stamping = [
    "-o", "APT::Update::Post-Invoke-Success::=touch \(stamp) 2>/dev/null || true",
  ]
  private static let sourceParts = "/etc/apt/sources.list.d"

  private static func parts(on host: Host) -> [String] {
    ((try? host.files.list(sourceParts)) ?? []).map { "\(sourceParts)/\($0)" }
  }

  private static func hasLists(on host: Host) -> Bool {
    ((try? host.files.list("/var/lib/apt/lists")) ?? []).contains {
      $0.hasSuffix("Release") || $0.contains("_Packages")
    }
  }

  private static func modified(_ path: String, on host: Host) -> Int64? {
    ((try? host.files.status(path)) ?? nil)?.modifiedNanoseconds
  }
}

extension AptLists {
  /// The name in the lists that a user most likely meant.
  package static func name(like name: PackageName, on host: Host) async -> String? {
    let program = AptProgram(host: host, timeout: .seconds(60)) { _ in }
    let prefix = String(name.name.prefix(2))
    let result = try? await program.ask(["/usr/bin/apt-cache", "pkgnames", prefix])
    let names = (result?.output ?? []).split(separator: UInt8(ascii: "\n")).map {
      String(decoding: $0, as: UTF8.self)
    }
    return nearest(to: name.name, among: names.sorted())
  }
}
