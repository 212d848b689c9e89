import ConvergeCore
import Foundation

@testable import ConvergeHost

/// A watcher with what it has sighted, for a test.
actor Sentinel {
  let watcher: LocalWatcher
  private(set) var sightings: [Sighting] = []
  private var reader: Task<Void, Never>?

  init(_ watcher: LocalWatcher = LocalWatcher()) { self.watcher = watcher }

  deinit { watcher.close() }

  func watch(_ paths: [String], content: Bool = false) async {
    await watcher.watch(
      paths.compactMap { Watched(Identity(.path, $0), hasContent: content) })
    guard reader == nil else { return }
    reader = Task { [watcher, weak self] in
      while let more = await watcher.next() { await self?.add(more) }
    }
  }

  private func add(_ more: [Sighting]) { sightings += more }

  func forget() { sightings = [] }

  /// What is sighted of a path by somebody else, once there is anything; waits half a minute for it.
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
