/// How a user names a resource: `file:/etc/motd`, in a module `docker/file:/etc/x`.
package struct Reference: Hashable, Sendable, CustomStringConvertible {
  /// The module instance it stands in; empty for the manifest itself.
  package let module: String
  package let kind: String
  package let name: String

  package init(module: String = "", kind: String, name: String) {
    self.module = module
    self.kind = kind
    self.name = name
  }

  /// Reads `kind:name`, or `module/kind:name`; nil where there is no kind before a colon.
  package init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":"), colon != text.startIndex,
      !text.hasPrefix("/")
    else { return nil }
    let head = text[..<colon]
    let name = String(text[text.index(after: colon)...])
    guard !name.isEmpty else { return nil }
    if let slash = head.lastIndex(of: "/") {
      self.init(
        module: String(head[..<slash]), kind: String(head[head.index(after: slash)...]), name: name)
    } else {
      self.init(kind: String(head), name: name)
    }
  }

  /// Whether a user who writes `other` means this: it is the same, or a module that it stands in.
  package func isMeant(by other: Reference) -> Bool {
    guard other.kind == "module", kind != "module" else { return self == other }
    let path = other.module.isEmpty ? other.name : "\(other.module)/\(other.name)"
    return module == path || module.hasPrefix("\(path)/")
  }

  package var description: String {
    module.isEmpty ? "\(kind):\(name)" : "\(module)/\(kind):\(name)"
  }
}
