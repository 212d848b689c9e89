import ConvergeCore
import Foundation

@testable import ConvergeHost

/// A watcher with what it has sighted, for a test.
actor Sentinel {
  let watcher: LocalWatcher
  private var known: [Sighting] = []

  init(_ watcher: LocalWatcher = LocalWatcher()) { self.watcher = watcher }

  deinit { watcher.close() }

  var sightings: [Sighting] {
    known += watcher.take()
    return known
  }

  /// Returns once they are watched.
  func watch(_ paths: [String], content: Bool = false) async {
    await watch(paths.compactMap { Watched(Identity(.path, $0), hasContent: content) })
  }

  func watch(_ things: [Watched]) async {
    watcher.watch(things)
    _ = await event(.begun)
    forget()
  }

  func forget() {
    _ = watcher.take()
    known = []
  }

  /// Whether it is sighted; waits half a minute for it.
  func event(_ event: Sighting.Event) async -> Bool {
    for _ in 0..<3000 {
      if sightings.contains(where: { $0.event == event }) { return true }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  /// What is sighted of a path by somebody else, once there is anything.
  func culprits(of path: String) async -> [Sighting.Culprit] {
    for _ in 0..<3000 {
      let found = culpritsNow(of: path)
      if !found.isEmpty { return found }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return []
  }

  func culpritsNow(of path: String) -> [Sighting.Culprit] {
    let event = Sighting.Event.changed(Identity(.path, path))
    return sightings.filter { $0.event == event && $0.culprit != .ourselves }.map(\.culprit)
  }

  func end() { watcher.close() }
}

extension Sighting.Culprit {
  var process: SightedProcess? {
    if case .process(let process) = self { process } else { nil }
  }
}
