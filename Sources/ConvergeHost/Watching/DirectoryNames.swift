internal import Glibc

/// The directories in a directory, without those that are links.
enum DirectoryNames {
  static func directories(in path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let type = Int(entry.pointee.d_type)
      guard type == DT_DIR || type == DT_UNKNOWN else { continue }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != ".", name != ".." else { continue }
      if type == DT_UNKNOWN {
        var status = stat()
        guard lstat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
          continue
        }
      }
      names.append(name)
    }
    return names
  }
}
