internal import ConvergeCore
internal import Glibc

/// Our ends of a program's input and outputs.
struct ProcessStreams: ~Copyable {
  private var input: Int32
  private var outputs: [Int32]
  private var heard: [BoundedOutput]
  private let feeding: [UInt8]
  private var fed = 0
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)

  init(input: Int32, output: Int32, error: Int32, feeding: [UInt8], limit: Int) {
    self.input = input
    outputs = [output, error]
    heard = [BoundedOutput(limit: limit), BoundedOutput(limit: limit)]
    self.feeding = feeding
  }

  deinit {
    for number in outputs + [input] where number >= 0 { close(number) }
    buffer.deallocate()
  }

  /// Waits until something can be read or written, or one of `others` is readable, and does it.
  ///
  /// - Returns: for each of `others` whether it is readable.
  mutating func poll(also others: [Int32], _ milliseconds: Int32) -> [Bool] {
    // Negative numbers are passed over by poll(2).
    var waits = (outputs + others).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    waits.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0))
    guard Glibc.poll(&waits, nfds_t(waits.count), milliseconds) > 0 else {
      return others.map { _ in false }
    }
    for index in outputs.indices where waits[index].revents != 0 { _ = hear(index) }
    if let last = waits.last, last.revents != 0 { feed() }
    return others.indices.map { waits[outputs.count + $0].revents & Int16(POLLIN) != 0 }
  }

  /// Reads what is there already. No more than a pipe can hold is taken, so that a child that was
  /// left behind and goes on talking does not keep us.
  mutating func drain() {
    for index in outputs.indices {
      var left = 1 << 20
      while left > 0, case let count = hear(index), count > 0 { left -= count }
    }
  }

  func result(_ end: ProcessResult.End) -> ProcessResult {
    ProcessResult(
      end: end, output: heard[0].bytes, error: heard[1].bytes,
      droppedBytes: heard[0].droppedBytes + heard[1].droppedBytes)
  }

  /// Reads once; 0 where nothing is there now or ever again.
  private mutating func hear(_ index: Int) -> Int {
    guard outputs[index] >= 0 else { return 0 }
    let count = read(outputs[index], buffer.baseAddress, buffer.count)
    if count > 0 {
      heard[index].append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      return count
    }
    if count == 0 || ![EAGAIN, EINTR].contains(errno) {
      close(outputs[index])
      outputs[index] = -1
    }
    return 0
  }

  private mutating func feed() {
    let count = feeding.withUnsafeBytes { bytes in
      write(input, bytes.baseAddress.map { $0 + fed }, bytes.count - fed)
    }
    if count >= 0 { fed += count }
    let mayGoOn = count >= 0 ? fed < feeding.count : [EAGAIN, EINTR].contains(errno)
    guard !mayGoOn else { return }
    close(input)
    input = -1
  }
}
