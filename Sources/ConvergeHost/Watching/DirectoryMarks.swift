internal import Glibc

/// A way to have the kernel tell what happens in directories.
protocol DirectoryMarks {
  /// Readable when there are events.
  var descriptor: Int32 { get }
  /// Adds a directory; links on the way to it are followed.
  func add(_ path: String) throws(Errno) -> DirectoryKey
  /// The key that a directory has now; nil where that cannot change.
  func key(of path: String) -> DirectoryKey?
  func remove(_ path: String, _ key: DirectoryKey)
  /// Works on what has happened, at most a buffer full.
  ///
  /// - Parameter handle: given an event; nil says that some were lost.
  /// - Returns: how many events there were.
  func read(_ handle: (DirectoryEvent?) -> Void) -> Int
}
