package import ConvergeCore

/// A script, as the argument list that runs it.
///
/// The text is handed to the interpreter as one argument (`sh -e -c TEXT`). Nothing is written to
/// disk, so that nothing can be left behind or exchanged under a root shell, and the script's
/// standard input stays free. Other users see arguments, but nothing sensitive can stand in a
/// script: the language refuses that.
package enum ScriptArguments {
  /// The kernel takes 128 KiB for one argument, its end included (execve(2)).
  static let limitBytes = 128 * 1024 - 1

  /// - Parameter interpreter: as written, a program or an argument list; nil: the shell.
  package static func arguments(
    _ text: String, at place: Place, interpreter: [String]?, at interpreterPlace: Place,
    reporting problems: inout Diagnostics
  ) -> [String] {
    if text.utf8.count > limitBytes {
      problems.error(Message.tooLong, at: place, hint: Message.tooLongHint)
    }
    let interpreter = interpreter ?? ["/bin/sh"]
    guard interpreter.count == 1, let program = interpreter.first else {
      return interpreter + [text]
    }
    guard let options = options(of: program) else {
      problems.error(
        Message.unknown(program), at: interpreterPlace, hint: Message.unknownHint(program))
      return []
    }
    return [program] + options + [text]
  }

  /// What makes an interpreter take its next argument for the program. Shells also stop at the
  /// first command that fails, as in CI services.
  private static func options(of program: String) -> [String]? {
    let name = String(
      program[(program.lastIndex(of: "/").map(program.index(after:)) ?? program.startIndex)...])
    let stem = name.prefix { !$0.isNumber && $0 != "." }
    return switch stem {
    case "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh": ["-e", "-c"]
    case "python", "pypy": ["-c"]
    case "perl", "ruby", "node", "lua": ["-e"]
    case "php": ["-r"]
    default: nil
    }
  }
}

private enum Message {
  static let tooLong = "a script may have 128 KiB"
  static let tooLongHint = "declare it as a file, and run that"
  static func unknown(_ program: String) -> String {
    "how '\(program)' takes a script as an argument is not known"
  }
  static func unknownHint(_ program: String) -> String {
    "write a list that the script can follow, as [\(program), -e]"
  }
}
