import Foundation

/// A connection to a message bus that knows no library: the D-Bus specification's bytes, as far as
/// the service of the tests needs them.
final class BusWire {
  struct Message {
    var kind: UInt8
    var serial: UInt32 = 0
    /// By code: 1 path, 2 interface, 3 member, 4 error, 6 destination, 7 sender, 8 signature.
    var fields: [UInt8: String] = [:]
    var replySerial: UInt32?
    var body: [UInt8] = []
  }

  private let socket: Int32
  private var serial: UInt32 = 0
  private(set) var name = ""

  init(address: String) throws {
    socket = try UnixSocket.connect(String(address.dropFirst("unix:path=".count)))
    let user = "\(geteuid())".utf8.map { String($0, radix: 16) }.joined()
    write(Array("\0AUTH EXTERNAL \(user)\r\n".utf8))
    while read(1) != [10] {}
    write(Array("BEGIN\r\n".utf8))
    let hello = Message(
      kind: 1,
      fields: [
        1: "/org/freedesktop/DBus", 2: "org.freedesktop.DBus", 3: "Hello",
        6: "org.freedesktop.DBus",
      ])
    send(hello)
    guard let answer = receive() else { throw CocoaError(.fileReadUnknown) }
    name = String(decoding: answer.body.dropFirst(4).dropLast(), as: UTF8.self)
  }

  deinit { close(socket) }

  /// Makes a `receive` that waits return nil.
  func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

  func send(_ message: Message) {
    serial += 1
    var fields = Bytes()
    for (code, text) in message.fields.sorted(by: { $0.key < $1.key }) {
      fields.pad(8)
      let type: UInt8 = code == 1 ? 0x6f : code == 8 ? 0x67 : 0x73
      fields.bytes += [code, 1, type, 0]
      fields.text(text, isSignature: code == 8)
    }
    if let reply = message.replySerial {
      fields.pad(8)
      fields.bytes += [5, 1, 0x75, 0]
      fields.number(reply)
    }
    var whole = Bytes()
    whole.bytes = [0x6c, message.kind, 0, 1]
    whole.number(UInt32(message.body.count))
    whole.number(serial)
    whole.number(UInt32(fields.bytes.count))
    whole.bytes += fields.bytes
    whole.pad(8)
    write(whole.bytes + message.body)
  }

  func receive() -> Message? {
    guard let head = read(16) else { return nil }
    func number(_ bytes: [UInt8], _ at: Int) -> UInt32 {
      bytes[at..<at + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    let length = Int(number(head, 12))
    guard let fields = read((length + 7) / 8 * 8), let body = read(Int(number(head, 4))) else {
      return nil
    }
    var message = Message(kind: head[1], serial: number(head, 8), body: body)
    var at = 0
    while at < length {
      let code = fields[at]
      let type = fields[at + 2]
      at += 4
      switch type {
      case 0x75:
        at += 4
      case 0x67:
        let count = Int(fields[at])
        message.fields[code] = String(decoding: fields[at + 1..<at + 1 + count], as: UTF8.self)
        at += count + 2
      default:
        let count = Int(number(fields, at))
        message.fields[code] = String(decoding: fields[at + 4..<at + 4 + count], as: UTF8.self)
        at += count + 5
      }
      at = (at + 7) / 8 * 8
    }
    return message
  }

  private func write(_ bytes: [UInt8]) {
    _ = Foundation.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  private func read(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        return Foundation.read(socket, rest.baseAddress, rest.count)
      }
      guard got > 0 else { return nil }
      done += got
    }
    return bytes
  }

  struct Bytes {
    var bytes: [UInt8] = []

    mutating func pad(_ alignment: Int) { while bytes.count % alignment != 0 { bytes.append(0) } }

    mutating func number(_ number: UInt32) {
      pad(4)
      for shift in [0, 8, 16, 24] {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
      }
    }

    mutating func text(_ text: String, isSignature: Bool = false) {
      if isSignature {
        bytes.append(UInt8(text.utf8.count))
      } else {
        number(UInt32(text.utf8.count))
      }
      bytes += Array(text.utf8) + [0]
    }
  }
}
