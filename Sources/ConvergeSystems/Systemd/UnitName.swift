/// A unit's full name (systemd.unit(5)): `nginx.service`, `getty@tty1.service`, `apt-daily.timer`.
package struct UnitName: Hashable, Sendable, CustomStringConvertible {
  /// What systemd calls it, with its suffix.
  package let description: String

  /// The kinds of unit that systemd knows.
  package static let suffixes = [
    "service", "socket", "timer", "path", "target", "mount", "automount", "swap", "slice", "scope",
    "device",
  ]

  /// Takes a name as a user writes it; one without a unit's suffix is a service.
  ///
  /// - Returns: nil for what systemd would not take: other characters than letters, digits and
  ///   `:-_.\@`, more than 255 of them, or nothing before the suffix.
  package init?(_ text: String) {
    let suffix = text.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(text[$0...].dropFirst()) }
    let isComplete = suffix.map(Self.suffixes.contains) ?? false
    let name = isComplete ? text : text + ".service"
    guard name.utf8.count <= 255, !name.hasPrefix("."), !name.hasPrefix("@"),
      name.utf8.allSatisfy(Self.isAllowed)
    else { return nil }
    description = name
  }

  /// What stands behind the last dot.
  package var suffix: String {
    String(description[(description.lastIndex(of: ".") ?? description.endIndex)...].dropFirst())
  }

  /// The template that an instance is made from: `getty@.service` of `getty@tty1.service`.
  package var template: UnitName? {
    guard let at = description.firstIndex(of: "@"), !isTemplate else { return nil }
    return UnitName("\(description[...at]).\(suffix)")
  }

  /// Whether it is a template itself, which can be neither started nor looked at.
  package var isTemplate: Bool {
    description.firstIndex(of: "@").map {
      description[description.index(after: $0)...] == ".\(suffix)"
    } ?? false
  }

  /// Where its properties are on the bus; systemd loads a unit when its path is asked for.
  package var busPath: String {
    var path = Array("/org/freedesktop/systemd1/unit/".utf8)
    let digits = Array("0123456789abcdef".utf8)
    for (index, byte) in description.utf8.enumerated() {
      if Self.isLetter(byte) || (index > 0 && Self.isDigit(byte)) {
        path.append(byte)
      } else {
        path += [UInt8(ascii: "_"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: path, as: UTF8.self)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || ":-_.\\@".utf8.contains(byte)
  }
}
