/// What a program says: its beginning and its end, as much of each as is allowed.
struct BoundedOutput {
  private let limit: Int
  private var head: [UInt8] = []
  /// A ring of the last `limit` bytes after the head; `next` is where the oldest of a full one is.
  private var tail: [UInt8] = []
  private var next = 0
  /// The bytes between head and tail that were let go.
  private(set) var droppedBytes = 0

  /// - Parameter limit: in bytes, of each end.
  init(limit: Int) { self.limit = max(limit, 0) }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    let toHead = min(limit - head.count, bytes.count)
    head.append(contentsOf: bytes.prefix(toHead))
    var rest = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(toHead))
    // What would be overwritten at once is not copied.
    let skipped = max(0, rest.count - limit)
    droppedBytes += skipped
    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(skipped))
    let toGrow = min(limit - tail.count, rest.count)
    tail.append(contentsOf: rest.prefix(toGrow))
    for byte in rest.dropFirst(toGrow) {
      tail[next] = byte
      next = next + 1 == limit ? 0 : next + 1
      droppedBytes += 1
    }
  }

  /// Head and tail, put together.
  var bytes: [UInt8] { head + last }

  /// Up to the limit; all of it where there is no more.
  var first: [UInt8] { head }

  /// What is kept behind the head.
  var last: [UInt8] { Array(tail[next...] + tail[..<next]) }
}
