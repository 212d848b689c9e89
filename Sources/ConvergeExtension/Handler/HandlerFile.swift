internal import ConvergeCore

/// A file that a handler leaves for whoever called it: whole, or not at all.
enum HandlerFile {
  static func write(
    _ text: String, to name: String, in folder: String, on host: Host
  ) throws(HostError) {
    guard let folder = try host.files.resolve(folder) else {
      throw HostError(.notFound, "write \(name) in", folder, because: Message.noFolder)
    }
    let temporary = "\(folder)/.\(name).new~"
    if try host.files.status(temporary) != nil { try host.files.remove(temporary) }
    try host.files.stage(
      Candidate(
        content: Array(text.utf8), mode: 0o600, owner: FileOwner(user: nil, group: nil),
        likeness: nil), at: temporary)
    try host.files.rename(temporary, to: "\(folder)/\(name)")
  }
}

private enum Message {
  static let noFolder = "there is no such directory"
}
