internal import CLinux
internal import Glibc

/// Whether somebody looks at what we print, and how wide their window is.
package enum Terminal {
  /// isatty(3).
  ///
  /// - Parameter descriptor: 1 for standard output, 2 for standard error.
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// The number of columns; nil where it is no terminal, or does not say.
  package static func columns(_ descriptor: Int32) -> Int? {
    let columns = Int(clinux_terminal_columns(descriptor))
    return columns > 0 ? columns : nil
  }
}
