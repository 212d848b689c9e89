internal import ConvergeCore
internal import CSystemd
internal import Glibc

extension BusMessage {
  /// A call with its arguments.
  static func making(_ call: BusCall, on bus: OpaquePointer) throws(Errno) -> BusMessage {
    var made: OpaquePointer?
    try check(
      csystemd_new_method_call(
        bus, &made, call.destination, call.path, call.interface, call.member))
    guard let made else { throw Errno(code: ENOMEM) }
    let message = BusMessage(owning: made)
    for argument in call.arguments { try message.append(argument) }
    return message
  }

  /// Appends a value with all that is in it.
  private func append(_ value: BusValue) throws(Errno) {
    switch value {
    case .boolean(let flag): try append("b", Int32(flag ? 1 : 0))
    case .byte(let number): try append("y", number)
    case .int32(let number): try append("i", number)
    case .uint32(let number): try append("u", number)
    case .int64(let number): try append("x", number)
    case .uint64(let number): try append("t", number)
    case .double(let number): try append("d", number)
    case .text(let text): try append("s", text)
    case .objectPath(let text): try append("o", text)
    case .signature(let text): try append("g", text)
    case .variant(let inner): try append("v", inner.busSignature, [inner])
    case .structure(let elements):
      try append("r", elements.map(\.busSignature).joined(), elements)
    case .array(let signature, let elements): try append("a", signature, elements)
    case .dictionaryEntry(let key, let value):
      try append("e", key.busSignature + value.busSignature, [key, value])
    }
  }

  private func append<Number: BitwiseCopyable>(
    _ type: Unicode.Scalar, _ number: Number
  ) throws(Errno) {
    let result = withUnsafePointer(to: number) {
      csystemd_append_basic(pointer, CChar(type), $0)
    }
    try Self.check(result)
  }

  private func append(_ type: Unicode.Scalar, _ text: String) throws(Errno) {
    // D-Bus knows no zero bytes in texts; C would end this one there.
    guard !text.utf8.contains(0) else { throw Errno(code: EINVAL) }
    let result = text.withCString { csystemd_append_basic(pointer, CChar(type), $0) }
    try Self.check(result)
  }

  private func append(
    _ type: Unicode.Scalar, _ contents: String, _ elements: [BusValue]
  ) throws(Errno) {
    try Self.check(csystemd_open_container(pointer, CChar(type), contents))
    for element in elements { try append(element) }
    try Self.check(csystemd_close_container(pointer))
  }

  /// sd-bus returns a negative errno.
  @discardableResult
  static func check(_ result: Int32) throws(Errno) -> Int32 {
    guard result >= 0 else { throw Errno(code: -result) }
    return result
  }
}

extension CChar {
  /// A type's letter (D-Bus specification, Type System), which is ASCII.
  init(_ letter: Unicode.Scalar) { self = CChar(truncatingIfNeeded: letter.value) }
}

extension BusValue {
  /// The signature of this value's type (D-Bus specification, Type System).
  var busSignature: String {
    switch self {
    case .boolean: "b"
    case .byte: "y"
    case .int32: "i"
    case .uint32: "u"
    case .int64: "x"
    case .uint64: "t"
    case .double: "d"
    case .text: "s"
    case .objectPath: "o"
    case .signature: "g"
    case .variant: "v"
    case .structure(let elements): "(" + elements.map(\.busSignature).joined() + ")"
    case .array(let signature, _): "a" + signature
    case .dictionaryEntry(let key, let value): "{" + key.busSignature + value.busSignature + "}"
    }
  }
}
