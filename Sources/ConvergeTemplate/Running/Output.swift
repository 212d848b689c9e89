/// What a rendering prints, one buffer for all of it: what is captured on the way lies behind a
/// mark, and is cut off again once it was read.
final class Output {
  private var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  /// An empty one; nothing is allocated before something is printed.
  init() {
    capacity = 0
    start = UnsafeMutablePointer(bitPattern: 1).unsafelyUnwrapped
  }

  deinit {
    if capacity > 0 { start.deallocate() }
  }

  /// So large that the usual file fits, and small enough that the system has it at hand.
  private static let firstCapacity = 1_000

  @inline(__always)
  private func makeRoom(for more: Int) {
    if count + more > capacity { grow(by: more) }
  }

  @inline(never)
  private func grow(by more: Int) {
    let larger = max(Self.firstCapacity, count + more, capacity * 2)
    let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    fresh.update(from: start, count: count)
    if capacity > 0 { start.deallocate() }
    start = fresh
    capacity = larger
  }

  @inline(__always)
  func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    makeRoom(for: bytes.count)
    (start + count).update(from: source, count: bytes.count)
    count += bytes.count
  }

  @inline(__always)
  func write(_ text: String) {
    let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable { write($0) }
    if isWritten == nil { for byte in text.utf8 { write(byte) } }
  }

  @inline(__always)
  func write(_ byte: UInt8) {
    makeRoom(for: 1)
    start[count] = byte
    count += 1
  }

  /// What a value prints as.
  @inline(__always)
  func write(_ value: Datum, _ run: Run) throws(TemplateError) {
    switch value {
    case .string(let text), .markup(let text):
      if text.utf8.count > 64 { try run.spend(text.utf8.count >> 6) }
      write(text)
    case .integer(let number): write(number)
    default: write(try run.text(value))
    }
    try check(run)
  }

  /// Refuses more than is allowed.
  @inline(__always)
  func check(_ run: Run) throws(TemplateError) {
    if count > run.limits.outputBytes { try run.allow(bytes: count) }
  }

  private func write(_ number: Int64) {
    if number >= 0, number < 10 {
      write(UInt8(48 + number))
      return
    }
    makeRoom(for: 20)
    if number < 0 { write(UInt8(ascii: "-")) }
    let first = count
    var rest = number.magnitude
    while rest > 0 {
      start[count] = UInt8(48 + rest % 10)
      count += 1
      rest /= 10
    }
    var digits = UnsafeMutableBufferPointer(start: start + first, count: count - first)
    digits.reverse()
  }

  /// What was printed behind a mark, as text.
  func text(from mark: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: start + mark, count: count - mark), as: UTF8.self)
  }

  /// Forgets what was printed behind a mark.
  func cut(to mark: Int) { count = mark }

  /// All of it.
  var bytes: [UInt8] { Array(UnsafeBufferPointer(start: start, count: count)) }
}
