/// The names of users and groups that Debian's useradd(8) and groupadd(8) take.
package enum AccountName {
  /// What is wrong with `name`; nil where it is fine.
  package static func complaint(about name: String) -> String? {
    if name.isEmpty { return Message.empty }
    if name.utf8.count > 32 { return Message.long }
    if let first = name.utf8.first, "-+~".utf8.contains(first) { return Message.first }
    let isNumber = name.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    if isNumber { return Message.number }
    let isSafe = name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !":,/\\".utf8.contains($0) }
    return isSafe ? nil : Message.characters
  }

  /// What is wrong with `text` as a field of passwd(5); nil where it is fine.
  package static func complaint(aboutField text: String) -> String? {
    let isSafe = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ":") }
    return isSafe ? nil : Message.field
  }
}

private enum Message {
  static let empty = "a name is missing"
  static let long = "at most 32 bytes"
  static let first = "it must not begin with '-', '+' or '~'"
  static let number = "a number cannot be told from an id"
  static let characters = "no spaces, and none of ':', ',', '/' and '\\'"
  static let field = "no ':' and no control characters"
}
