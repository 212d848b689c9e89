internal import ConvergeCore
internal import CSystemd
internal import Glibc

extension BusMessage {
  /// All values of the body. How deep they lie in each other is bounded by the bus (64).
  func body() throws(Errno) -> [BusValue] { try values() }

  /// The values up to the end of the container that is entered, or of the body.
  private func values() throws(Errno) -> [BusValue] {
    var values: [BusValue] = []
    while true {
      var type: CChar = 0
      var contents: UnsafePointer<CChar>?
      let result = csystemd_peek_type(pointer, &type, &contents)
      // At the end of an array it says 0, or that there is nothing to peek at.
      guard try Self.check(result) > 0, type != 0 else { return values }
      values.append(try value(Unicode.Scalar(UInt8(bitPattern: type)), contents))
    }
  }

  private func value(
    _ type: Unicode.Scalar, _ contents: UnsafePointer<CChar>?
  ) throws(Errno) -> BusValue {
    switch type {
    case "b": .boolean(try number(type, Int32(0)) != 0)
    case "y": .byte(try number(type, UInt8(0)))
    // The values that everybody speaks have no 16 bits; the wider type holds them.
    case "n": .int32(Int32(try number(type, Int16(0))))
    case "q": .uint32(UInt32(try number(type, UInt16(0))))
    case "i": .int32(try number(type, Int32(0)))
    case "u": .uint32(try number(type, UInt32(0)))
    case "x": .int64(try number(type, Int64(0)))
    case "t": .uint64(try number(type, UInt64(0)))
    case "d": .double(try number(type, Double(0)))
    case "s": .text(try text(type))
    case "o": .objectPath(try text(type))
    case "g": .signature(try text(type))
    case "v", "r", "a", "e": try container(type, contents)
    // A file descriptor: nobody here asks for one, and a number without the file says nothing.
    default: throw Errno(code: ENOTSUP)
    }
  }

  private func container(
    _ type: Unicode.Scalar, _ contents: UnsafePointer<CChar>?
  ) throws(Errno) -> BusValue {
    // The library's own text may not outlive the step into the container.
    let signature = contents.map { String(cString: $0) } ?? ""
    try Self.check(csystemd_enter_container(pointer, CChar(type), signature))
    let elements = try values()
    try Self.check(csystemd_exit_container(pointer))
    switch (type, elements.count) {
    case ("v", 1): return .variant(elements[0])
    case ("e", 2): return .dictionaryEntry(elements[0], elements[1])
    case ("r", _): return .structure(elements)
    case ("a", _): return .array(signature, elements)
    default: throw Errno(code: EBADMSG)
    }
  }

  private func number<Number: BitwiseCopyable>(
    _ type: Unicode.Scalar, _ zero: Number
  ) throws(Errno) -> Number {
    var number = zero
    let result = withUnsafeMutablePointer(to: &number) {
      csystemd_read_basic(pointer, CChar(type), $0)
    }
    try Self.check(result)
    return number
  }

  private func text(_ type: Unicode.Scalar) throws(Errno) -> String {
    var text: UnsafePointer<CChar>?
    let result = withUnsafeMutablePointer(to: &text) {
      csystemd_read_basic(pointer, CChar(type), $0)
    }
    try Self.check(result)
    return text.map { String(cString: $0) } ?? ""
  }
}
