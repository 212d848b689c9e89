/// A file mode as chmod(1) takes it: octal, or symbolic and then relative to the mode that is there.
///
/// Without `u`, `g`, `o` or `a` a clause means all three; the umask plays no part, so that a
/// manifest means the same for everybody. `=` clears the set-id and sticky bits of its classes.
package struct FileMode: Sendable, Hashable {
  /// As it was written.
  package let text: String
  private let clauses: [Clause]

  /// Reads `0644`, `644`, `0o644`, `u=rw,go=r`, `g-w,o+X`, `u+s`, `+t`, `g=u`.
  package init?(_ text: String) {
    self.text = text
    if let first = text.utf8.first, (48...57).contains(first) {
      let digits = text.hasPrefix("0o") ? text.dropFirst(2) : Substring(text)
      guard digits.count >= 3, digits.utf8.allSatisfy({ (48...55).contains($0) }),
        let mode = UInt16(digits, radix: 8), mode <= 0o7777
      else { return nil }
      clauses = [Clause(classes: Self.all, operation: .set, permissions: .exactly(mode))]
      return
    }
    var clauses: [Clause] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let parsed = Clause.parse(part) else { return nil }
      clauses += parsed
    }
    self.clauses = clauses
  }

  /// The mode that it makes of `current`.
  package func applied(to current: UInt16, isDirectory: Bool) -> UInt16 {
    clauses.reduce(current) { mode, clause in
      let bits = clause.bits(of: mode, isDirectory: isDirectory) & clause.classes
      return switch clause.operation {
      case .add: mode | bits
      case .remove: mode & ~bits
      case .set: mode & ~clause.classes | bits
      }
    }
  }

  /// The mode, where it depends on nothing that is there.
  package func absolute(isDirectory: Bool) -> UInt16? {
    let ends = applied(to: 0, isDirectory: isDirectory)
    return ends == applied(to: 0o7777, isDirectory: isDirectory) ? ends : nil
  }

  /// How it is shown and compared: four octal digits where it is absolute, else as written.
  package func canonical(isDirectory: Bool) -> String {
    absolute(isDirectory: isDirectory).map(Self.octal) ?? text
  }

  /// `0644`
  package static func octal(_ mode: UInt16) -> String {
    String(unsafeUninitializedCapacity: 6) { digits in
      let count = mode > 0o77777 ? 6 : mode > 0o7777 ? 5 : 4
      for place in 0..<count {
        digits[place] = UInt8(ascii: "0") + UInt8(mode >> (3 * (count - 1 - place)) & 7)
      }
      return count
    }
  }

  private static let all: UInt16 = 0o7777

  /// One operation of a symbolic mode, as `go-w`.
  private struct Clause: Sendable, Hashable {
    enum Operation: Character, Sendable {
      case add = "+"
      case remove = "-"
      case set = "="
    }

    enum Permissions: Sendable, Hashable {
      case exactly(UInt16)
      /// `exactly`, and execution where it is a directory or somebody may execute it already.
      case withX(UInt16)
      /// What a class has: `u`, `g` or `o`.
      case copy(Character)
    }

    /// The bits that the classes may have at all.
    let classes: UInt16
    let operation: Operation
    let permissions: Permissions

    func bits(of mode: UInt16, isDirectory: Bool) -> UInt16 {
      switch permissions {
      case .exactly(let bits): return bits
      case .withX(let bits): return isDirectory || mode & 0o111 != 0 ? bits | 0o111 : bits
      case .copy(let source):
        let shift: UInt16 = source == "u" ? 6 : source == "g" ? 3 : 0
        let three = mode >> shift & 0o7
        return three << 6 | three << 3 | three
      }
    }

    static func parse(_ text: Substring) -> [Clause]? {
      var classes: UInt16 = 0
      var rest = text
      while let letter = rest.first, let bits = bits(ofClass: letter) {
        classes |= bits
        rest = rest.dropFirst()
      }
      if classes == 0 { classes = FileMode.all }
      var clauses: [Clause] = []
      while let first = rest.first {
        guard let operation = Operation(rawValue: first) else { return nil }
        rest = rest.dropFirst()
        let letters = rest.prefix { Operation(rawValue: $0) == nil }
        rest = rest.dropFirst(letters.count)
        guard let permissions = permissions(letters) else { return nil }
        clauses.append(
          Clause(classes: classes, operation: operation, permissions: permissions))
      }
      return clauses.isEmpty ? nil : clauses
    }

    private static func bits(ofClass letter: Character) -> UInt16? {
      switch letter {
      case "u": 0o4700
      case "g": 0o2070
      case "o": 0o1007
      case "a": FileMode.all
      default: nil
      }
    }

    private static func permissions(_ letters: Substring) -> Permissions? {
      if letters.count == 1, let one = letters.first, "ugo".contains(one) { return .copy(one) }
      var bits: UInt16 = 0
      var hasX = false
      for letter in letters {
        switch letter {
        case "r": bits |= 0o444
        case "w": bits |= 0o222
        case "x": bits |= 0o111
        case "X": hasX = true
        case "s": bits |= 0o6000
        case "t": bits |= 0o1000
        default: return nil
        }
      }
      return hasX ? .withX(bits) : .exactly(bits)
    }
  }
}
