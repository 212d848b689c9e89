internal import ConvergeCore
internal import Glibc

/// What git finds in its environment.
enum GitEnvironment {
  /// Of git's own variables, those that say which authorities and keys count; proxies have other
  /// names and stay.
  private static let kept: Set<String> = [
    "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY", "GIT_PROXY_SSL_CAINFO",
    "GIT_PROXY_SSL_CERT", "GIT_PROXY_SSL_KEY", "GIT_SSH", "GIT_SSH_COMMAND",
  ]

  /// The caller's environment without what would change what git does, or let it ask somebody.
  ///
  /// - Parameter work: a directory above which git looks for no repository.
  static func variables(_ own: [String: String], in work: String) -> [String: String] {
    var result = own.filter { name, _ in
      !(name.hasPrefix("GIT_") && !kept.contains(name)) && !name.hasPrefix("LC_")
        && !["LANG", "LANGUAGE", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE"].contains(name)
    }
    result["LC_ALL"] = "C.UTF-8"
    result["GIT_TERMINAL_PROMPT"] = "0"
    // An empty one keeps git from looking for another.
    result["GIT_ASKPASS"] = ""
    result["GIT_NO_REPLACE_OBJECTS"] = "1"
    result["GIT_ATTR_NOSYSTEM"] = "1"
    result["GIT_CEILING_DIRECTORIES"] = String(work[..<(work.lastIndex(of: "/") ?? work.endIndex)])
    if result["PATH"]?.isEmpty != false {
      result["PATH"] = Invocation.plainEnvironment["PATH"]
    }
    if result["GIT_SSH"] == nil, result["GIT_SSH_COMMAND"] == nil {
      result["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes"
    }
    // Root takes nobody else's configuration for its own, whatever it was left with by its caller.
    if geteuid() == 0 {
      if !isOfRoot(own["HOME"]) {
        result["HOME"] = (try? LocalNames().user(id: 0))?.home ?? "/root"
      }
      if !isOfRoot(own["XDG_CONFIG_HOME"]) { result["XDG_CONFIG_HOME"] = nil }
    }
    return result
  }

  /// The same, with no other configuration than that file.
  static func variables(
    _ base: [String: String], configuration: String, allowing transport: RemoteRevision.Transport
  ) -> [String: String] {
    var result = base
    result["GIT_CONFIG_NOSYSTEM"] = "1"
    result["GIT_CONFIG_GLOBAL"] = configuration
    result["GIT_ALLOW_PROTOCOL"] = transport.rawValue
    return result
  }

  private static func isOfRoot(_ directory: String?) -> Bool {
    var status = stat()
    guard let directory, directory.hasPrefix("/"), stat(directory, &status) == 0 else {
      return false
    }
    return status.st_uid == 0
  }
}
