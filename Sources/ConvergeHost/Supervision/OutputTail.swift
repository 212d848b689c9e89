internal import CLinux
internal import Glibc

/// The end of what a supervised program has written so far, as it is on disk: without secrets.
package enum OutputTail {
  /// Of `stdout` or `stderr` in the directory of a run; empty where there is nothing, or it cannot
  /// be read.
  ///
  /// - Parameter limitBytes: how much of it.
  package static func text(_ name: String, in directory: String, limitBytes: Int) -> String {
    guard let opened = try? RunDirectory(directory),
      let names = try? LocalFiles().list(directory)
    else { return "" }
    let parts = names.compactMap { candidate -> Int? in
      if candidate == name { return 0 }
      return candidate.hasPrefix("\(name).") ? Int(candidate.dropFirst(name.utf8.count + 1)) : nil
    }
    var tail: [UInt8] = []
    for part in parts.sorted(by: >) where tail.count < limitBytes {
      let file = part == 0 ? name : "\(name).\(part)"
      tail = end(of: file, in: opened.number, limitBytes - tail.count) + tail
    }
    return String(decoding: tail, as: UTF8.self)
  }

  private static func end(of name: String, in directory: Int32, _ limitBytes: Int) -> [UInt8] {
    let number = clinux_open_file(directory, name)
    guard number >= 0 else { return [] }
    let file = Descriptor(owning: number)
    var status = stat()
    guard fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
    var bytes = [UInt8](repeating: 0, count: min(limitBytes, Int(status.st_size)))
    let start = off_t(status.st_size) - off_t(bytes.count)
    let count = pread(file.number, &bytes, bytes.count, start)
    return Array(bytes.prefix(max(0, count)))
  }
}
