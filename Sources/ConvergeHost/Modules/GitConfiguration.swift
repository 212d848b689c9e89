internal import ConvergeCore

/// The only configuration that git gets from us: of the user's own, the credential helpers and the
/// directories that are safe; nothing that runs hooks or filters, or leads elsewhere.
enum GitConfiguration {
  /// What is taken over, as `git config --get-regexp` wants it.
  static let wanted = #"^(credential\..*|safe\.directory)$"#

  /// The file's text.
  ///
  /// - Parameter listing: of the user's configuration, as `git config --null` prints it: a key, a
  ///   line break and a value, a zero byte behind each.
  static func text(
    allowing transport: RemoteRevision.Transport, listing: [UInt8]
  ) -> String {
    let taken = listing.split(separator: 0).compactMap { item -> String? in
      guard let text = String(validating: item, as: UTF8.self) else { return nil }
      let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      // A key without '=' is a true one.
      return setting(String(parts[0]), parts.count == 2 ? String(parts[1]) : "true")
    }
    return taken.joined() + fixed(transport)
  }

  private static func setting(_ key: String, _ value: String) -> String? {
    guard let first = key.firstIndex(of: "."), let last = key.lastIndex(of: "."),
      !key.contains("\n")
    else { return nil }
    let section = String(key[..<first])
    let name = key[key.index(after: last)...]
    let middle = first < last ? String(key[key.index(after: first)..<last]) : nil
    let head = middle.map { "\(section) \(quoted($0))" } ?? section
    return "[\(head)]\n\t\(name) = \(quoted(value))\n"
  }

  private static func quoted(_ text: String) -> String {
    "\""
      + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n").replacing("\t", with: "\\t") + "\""
  }

  private static func fixed(_ transport: RemoteRevision.Transport) -> String {
    """
    [core]
    	hooksPath = /dev/null
    	fsmonitor = false
    	attributesFile = /dev/null
    [protocol]
    	allow = never
    [protocol "\(transport)"]
    	allow = always
    [http]
    	sslVerify = true
    	followRedirects = initial
    	lowSpeedLimit = 1
    	lowSpeedTime = 60
    [fetch]
    	recurseSubmodules = false
    	unpackLimit = 1
    [gc]
    	auto = 0
    [maintenance]
    	auto = false
    [init]
    	defaultBranch = main

    """
  }
}
