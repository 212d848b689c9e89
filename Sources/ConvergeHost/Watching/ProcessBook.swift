internal import ConvergeCore
internal import Glibc

/// The processes of the last moments, so that one which has ended can still be named.
///
/// Bounded: the oldest go first. A process is only ever named by an entry that must be its own: a
/// number is given to another process only after all others were, which `spends` counts.
struct ProcessBook: ~Copyable {
  /// What is remembered of a process.
  struct Entry {
    var image: ProcessImage?
    /// Programs that it was told to be about to execute, where their start itself is not told.
    var program: String?
    var parent: pid_t
    var isOurs: Bool
    /// Its own program before, and the turn in which that was replaced.
    var former: (name: String, turn: UInt64)?
    var hasOwnProgram = false
    /// How many processes had begun on the host when the entry was made, or fewer.
    var begun: UInt64 = 0
  }

  static let limit = 4096

  /// In memory of its own, since the table has twice as many places as entries; the book is not copied,
  /// so nobody else has it.
  private final class Kept {
    var entry: Entry
    init(_ entry: Entry) { self.entry = entry }
  }

  private var entries: [pid_t: Kept] = [:]
  /// The numbers in the order of their entries; those from `first` on count.
  private var order: [pid_t] = []
  private var first = 0

  var count: Int { entries.count }

  subscript(pid: pid_t) -> Entry? { entries[pid]?.entry }

  /// Forgets everything: something was missed, and a number may have another owner by now.
  mutating func clear() {
    entries = [:]
    order = []
    first = 0
  }

  /// A process was made by another, whose program it shares.
  mutating func forked(_ pid: pid_t, by parent: pid_t, ourselves: pid_t) {
    let known = self[parent]
    var entry = Entry(
      image: known?.image, program: known?.program, parent: parent,
      isOurs: parent == ourselves || known?.isOurs == true)
    if let image = known?.image {
      entry.image = ProcessImage(
        pid: pid, parent: parent, name: image.name, executable: image.executable,
        arguments: image.arguments, user: image.user, loginUser: image.loginUser,
        groups: image.groups, startTicks: 0)
    }
    set(pid, entry)
  }

  /// It has begun to execute a program, and was read.
  mutating func executes(_ pid: pid_t, _ image: ProcessImage?, isOurs: Bool, turn: UInt64) {
    var entry =
      self[pid]
      ?? Entry(image: nil, program: nil, parent: image?.parent ?? 0, isOurs: isOurs)
    if entry.hasOwnProgram, let old = entry.image, old.arguments != image?.arguments {
      entry.former = (old.programName, turn)
    }
    // Of what ended while it was read nothing is known; least of all is it what its maker was.
    entry.image = image.flatMap { $0.isWhole ? $0 : nil }
    entry.hasOwnProgram = true
    entry.isOurs = entry.isOurs || isOurs
    set(pid, entry)
  }

  /// It is about to execute a program: the kernel has opened it.
  mutating func opens(
    _ pid: pid_t, program: String, _ image: ProcessImage?, isOurs: Bool, begun: UInt64,
    turn: UInt64
  ) {
    var entry =
      self[pid] ?? Entry(image: nil, program: nil, parent: image?.parent ?? 0, isOurs: isOurs)
    if entry.hasOwnProgram, let old = entry.image { entry.former = (old.programName, turn) }
    entry.hasOwnProgram = false
    entry.program = program
    entry.image = image ?? entry.image
    entry.isOurs = entry.isOurs || isOurs
    entry.begun = begun
    set(pid, entry)
  }

  /// Its user is another one.
  mutating func changes(_ pid: pid_t, user: UInt32) {
    entries[pid]?.entry.image?.user = user
  }

  /// It was read once more.
  mutating func note(_ pid: pid_t, _ image: ProcessImage) {
    entries[pid]?.entry.image = image
    entries[pid]?.entry.hasOwnProgram = true
  }

  /// Keeps an entry that was made from a process which is there.
  mutating func keep(_ pid: pid_t, _ image: ProcessImage, isOurs: Bool, begun: UInt64) {
    set(pid, Entry(image: image, program: nil, parent: image.parent, isOurs: isOurs, begun: begun))
  }

  private mutating func set(_ pid: pid_t, _ entry: Entry) {
    if let kept = entries[pid] {
      kept.entry = entry
    } else {
      entries[pid] = Kept(entry)
      order.append(pid)
      if entries.count > Self.limit {
        entries[order[first]] = nil
        first += 1
        if first > Self.limit {
          order.removeFirst(first)
          first = 0
        }
      }
    }
  }
}
