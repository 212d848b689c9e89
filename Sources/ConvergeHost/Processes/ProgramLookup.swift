internal import ConvergeCore
internal import Glibc

/// Finds the program that an invocation means.
enum ProgramLookup {
  /// The absolute path of the program: as it is, or from the `PATH` of the given environment.
  ///
  /// Relative parts of `PATH` do not count: which program runs must not depend on a directory.
  static func path(_ invocation: Invocation) throws(HostError) -> String {
    guard let program = invocation.arguments.first, !program.isEmpty else {
      throw HostError(.refused, "run", "\"\"", because: Message.empty)
    }
    if program.hasPrefix("/") { return program }
    if program.contains("/") {
      throw HostError(.refused, "run", program, because: Message.relative)
    }
    let path = invocation.environment["PATH"] ?? ""
    var denied: String?
    for directory in path.split(separator: ":") where directory.hasPrefix("/") {
      let candidate = "\(directory)/\(program)"
      var status = stat()
      guard stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      if access(candidate, X_OK) == 0 { return candidate }
      denied = denied ?? candidate
    }
    if let denied {
      throw HostError(.denied, "run", denied, because: Message.notExecutable)
    }
    throw HostError(
      .notFound, "run", program, because: Message.missing(path), remedy: Message.install)
  }

  /// Why exec failed though a path was known.
  static func failure(_ code: Int32, _ program: String) -> HostError {
    switch code {
    case ENOENT where access(program, F_OK) == 0:
      HostError(.notFound, "run", program, because: Message.interpreter)
    case ENOENT:
      HostError(
        .notFound, "run", program, because: SystemFailure.text(code), remedy: Message.install)
    case ENOEXEC: HostError(.refused, "run", program, because: Message.format)
    case E2BIG: HostError(.tooLarge, "run", program, because: Message.tooLong)
    case EACCES where access(program, F_OK) == 0:
      HostError(.denied, "run", program, because: Message.notExecutable)
    default: SystemFailure.error(code, "run", program)
    }
  }
}

private enum Message {
  static let empty = "no program is named"
  static let relative = "a program is named by its absolute path, or by its name alone"
  static let notExecutable =
    "it is not executable, for whom it runs as or on its file system (`chmod +x`, noexec)"
  static func missing(_ path: String) -> String { "it is in no directory of PATH, \"\(path)\"" }
  static let install = "install the package that has it"
  static let interpreter = "the interpreter in its first line, or its loader, does not exist"
  static let format = "it is no program: a script needs a first line like `#!/bin/sh`"
  static let tooLong = "its arguments and environment are longer than the kernel takes"
}
