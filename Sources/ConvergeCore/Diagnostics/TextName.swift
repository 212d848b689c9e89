internal import Synchronization

/// The name of a text as a number, the same for the same name as long as the program runs.
struct TextName: Hashable, Sendable {
  private let number: Int32

  init(_ name: String) { number = names.withLock { $0.number(of: name) } }

  var name: String { names.withLock { $0.all[Int(number)] } }
}

private let names = Mutex(Names())

/// There are few: the manifests and what they read.
private struct Names {
  var all: [String] = []
  private var numbers: [String: Int32] = [:]
  /// Places are made in runs, one text after the other.
  private var latest: (name: String, number: Int32) = ("", -1)

  mutating func number(of name: String) -> Int32 {
    if latest.number >= 0, latest.name == name { return latest.number }
    let number = numbers[name] ?? Int32(all.count)
    if number == all.count {
      all.append(name)
      numbers[name] = number
    }
    latest = (name, number)
    return number
  }
}
