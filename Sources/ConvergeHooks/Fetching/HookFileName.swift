/// The name that a file gets in a run's directory.
package enum HookFileName {
  /// What is wrong with it; nil where it is a plain name.
  package static func problem(of name: String) -> String? {
    if name.isEmpty { return Message.empty }
    if name.utf8.contains(UInt8(ascii: "/")) { return Message.slash }
    if name == "." || name == ".." { return Message.directory }
    if name.utf8.first == UInt8(ascii: "-") { return Message.option }
    if name.utf8.count > 255 { return Message.tooLong }
    let isPlain = name.unicodeScalars.allSatisfy { scalar in
      // Controls, and what turns the direction of text around: a report would show another name.
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
      default: true
      }
    }
    return isPlain ? nil : Message.control
  }
}

private enum Message {
  static let empty = "it is empty"
  static let slash = "it has a slash in it"
  static let directory = "it means a directory"
  static let option = "it begins with '-', which programs take for an option"
  static let tooLong = "it has more than 255 bytes"
  static let control = "it has a character in it that cannot be seen"
}
