internal import ConvergeCore
internal import Glibc

/// The directories that are marked, and what the kernel calls them.
final class MarkedDirectories {
  /// Marks beyond these are not made.
  static let limit = 65_536

  private struct Mark {
    let key: DirectoryKey
    let source: any DirectoryMarks
  }

  /// The ways to mark, the better one first.
  let sources: [any DirectoryMarks]
  private var marks: [String: Mark] = [:]
  /// A directory can be reached by several paths.
  private var paths: [DirectoryKey: Set<String>] = [:]
  /// Directories that could not be marked though they are there, with the reason.
  private(set) var refused: [String: Errno] = [:]

  init(_ sources: [any DirectoryMarks]) { self.sources = sources }

  /// The paths of a directory that an event names.
  func paths(of key: DirectoryKey) -> Set<String> { paths[key] ?? [] }

  var all: Dictionary<String, some Any>.Keys { marks.keys }

  /// Marks a directory; one that is marked under the same key stays so.
  ///
  /// - Returns: whether it is there.
  @discardableResult
  func mark(_ path: String) -> Bool {
    refused[path] = nil
    guard marks[path] != nil || marks.count < Self.limit else {
      refused[path] = Errno(code: ENOSPC)
      return true
    }
    var failure = Errno(code: ENOENT)
    for source in sources {
      do throws(Errno) {
        keep(path, Mark(key: try source.add(path), source: source))
        return true
      } catch {
        failure = error
        if error.code == ENOENT || error.code == ENOTDIR { break }
      }
    }
    forget(path)
    guard failure.code != ENOENT, failure.code != ENOTDIR else { return false }
    refused[path] = failure
    return true
  }

  /// Takes the mark away.
  func unmark(_ path: String) {
    guard let mark = marks[path] else { return }
    forget(path)
    if paths[mark.key] == nil { mark.source.remove(path, mark.key) }
  }

  /// Asks for the keys of all once more: some file systems give a directory another one when it is
  /// first written (overlayfs).
  func renew() {
    for (path, mark) in marks {
      guard let key = mark.source.key(of: path), key != mark.key else { continue }
      keep(path, Mark(key: key, source: mark.source))
    }
  }

  private func keep(_ path: String, _ mark: Mark) {
    if let old = marks[path] {
      if old.key == mark.key { return }
      forget(path)
    }
    marks[path] = mark
    paths[mark.key, default: []].insert(path)
  }

  private func forget(_ path: String) {
    guard let old = marks.removeValue(forKey: path) else { return }
    paths[old.key]?.remove(path)
    if paths[old.key]?.isEmpty == true { paths[old.key] = nil }
  }
}
