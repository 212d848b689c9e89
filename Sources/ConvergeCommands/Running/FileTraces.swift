internal import ConvergeCore
internal import Synchronization

/// What files said of themselves before they were put right, by the references of a report.
final class FileTraces: Sendable {
  /// A file's own word; not who changed it.
  struct Trace: Sendable {
    let path: String
    let modifiedNanoseconds: Int64
    let owner: UInt32
  }

  private let files: any FileSystem
  private let traces = Mutex<[String: Trace]>([:])

  init(on files: any FileSystem) { self.files = files }

  /// Looks at what is about to be put right.
  ///
  /// - Parameter identities: where the resource's changes on the host show.
  func look(at identities: [Identity], of reference: String) {
    guard let trace = Self.trace(of: identities, on: files) else { return }
    traces.withLock { $0[reference] = trace }
  }

  subscript(reference: String) -> Trace? { traces.withLock { $0[reference] } }

  /// nil where it is no file, or none is there.
  static func trace(of identities: [Identity], on files: any FileSystem) -> Trace? {
    guard let path = identities.first(where: { $0.space == .path })?.name,
      let found = try? files.status(path)
    else { return nil }
    return Trace(path: path, modifiedNanoseconds: found.modifiedNanoseconds, owner: found.user)
  }
}
