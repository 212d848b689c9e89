internal import CLinux
internal import Glibc

/// An output on disk, whole under a cap; of what is longer the beginning and the end.
///
/// `stdout` has the beginning, up to half of the cap. Beyond it the output goes on in `stdout.1`,
/// `stdout.2` and so on, each an eighth of the cap; the last four of them are kept. The end of
/// `stdout` says where it goes on and how much is missing between.
struct OutputFile: ~Copyable {
  private let directory: Int32
  private let name: String
  private let partBytes: Int64
  private let partsKept = 4
  private let head: Descriptor
  private var headBytes: Int64 = 0
  private let headLimit: Int64
  /// Where in the head the note begins that tells where it goes on.
  private var noteStart: off_t?
  /// The part that is written to; -1 while it is the head, or the part could not be made.
  private var part: Int32 = -1
  private var partNumber = 0
  private var partLength: Int64 = 0
  /// How much each kept part has, the oldest first.
  private var parts: [(number: Int, bytes: Int64)] = []
  private var droppedBytes: Int64 = 0
  /// Could not be written since the last write that succeeded.
  private var lostSince: Int64 = 0
  private var lostBytes: Int64 = 0
  /// The errno of the first write that failed; 0: none did.
  private(set) var failure: Int32 = 0

  /// Makes `name` with mode 0600 in an open directory.
  init(_ name: String, in directory: Int32, limitBytes: Int64) throws(Errno) {
    self.name = name
    self.directory = directory
    let limit = max(limitBytes, 4096)
    headLimit = limit / 2
    partBytes = limit / 8
    head = Descriptor(owning: try Errno.check(clinux_create_file(directory, name)))
  }

  deinit { if part >= 0 { close(part) } }

  /// How much of the output is not on disk.
  var missingBytes: Int64 { droppedBytes + lostBytes }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes
    while !rest.isEmpty {
      let isInHead = partNumber == 0
      let room = isInHead ? headLimit - headBytes : partBytes - partLength
      guard room > 0 else {
        beginPart()
        continue
      }
      let wanted = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(room)))
      let number = isInHead ? head.number : part
      tellLost(number)
      let written = write(wanted, to: number)
      lose(wanted.count - written)
      // What is lost counts as if it were there: a part that cannot be written ends, too.
      if isInHead { headBytes += Int64(wanted.count) } else { partLength += Int64(wanted.count) }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(wanted.count))
    }
  }

  /// Brings it to the disk.
  mutating func finish() {
    tellLost(partNumber == 0 ? head.number : part)
    if droppedBytes > 0 { tellWhereItGoesOn() }
    for number in [head.number, part] where number >= 0 && fdatasync(number) != 0 {
      fail(errno)
    }
  }

  private mutating func beginPart() {
    if part >= 0 { close(part) }
    if partNumber > 0 { parts.append((partNumber, partLength)) }
    while parts.count >= partsKept {
      let oldest = parts.removeFirst()
      droppedBytes += oldest.bytes
      _ = unlinkat(directory, "\(name).\(oldest.number)", 0)
    }
    partNumber += 1
    partLength = 0
    part = clinux_create_file(directory, "\(name).\(partNumber)")
    if part < 0 { fail(errno) }
    tellWhereItGoesOn()
  }

  /// The note at the end of the head; written anew whenever the gap grows.
  private mutating func tellWhereItGoesOn() {
    let length = lseek(head.number, 0, SEEK_END)
    let start = noteStart ?? length
    noteStart = start
    let note = Message.goesOn(
      "\(name).\(parts.first?.number ?? partNumber)", missing: droppedBytes)
    guard ftruncate(head.number, start) == 0 else { return }
    var bytes = Array(note.utf8)
    _ = pwrite(head.number, &bytes, bytes.count, start)
  }

  private mutating func tellLost(_ number: Int32) {
    guard lostSince > 0, number >= 0 else { return }
    var note = Array(Message.lost(lostSince, failure).utf8)
    if Glibc.write(number, &note, note.count) == note.count { lostSince = 0 }
  }

  private mutating func lose(_ count: Int) {
    lostSince += Int64(count)
    lostBytes += Int64(count)
  }

  private mutating func fail(_ code: Int32) { if failure == 0 { failure = code } }

  /// How much was written.
  private mutating func write(_ bytes: UnsafeRawBufferPointer, to number: Int32) -> Int {
    guard number >= 0 else { return 0 }
    var done = 0
    while done < bytes.count {
      let count = Glibc.write(number, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        fail(errno)
        break
      }
    }
    return done
  }
}

private enum Message {
  static func goesOn(_ name: String, missing: Int64) -> String {
    missing == 0
      ? "\n[converge: it goes on in \(name)]\n"
      : "\n[converge: \(missing) bytes are missing here; it goes on in \(name)]\n"
  }
  static func lost(_ count: Int64, _ code: Int32) -> String {
    "\n[converge: \(count) bytes could not be written here: \(SystemFailure.text(code))]\n"
  }
}
