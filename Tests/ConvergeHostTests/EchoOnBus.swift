import Foundation

/// A service on a test's bus: echoes, begins jobs, keeps silent; and somebody who forges signals.
final class EchoOnBus: Sendable {
  /// Where it is called.
  let name: String
  private let stop: @Sendable () -> Void

  init(_ address: String) throws {
    nonisolated(unsafe) let wire = try BusWire(address: address)
    nonisolated(unsafe) let forger = try BusWire(address: address)
    name = wire.name
    stop = { wire.stop() }
    Thread {
      while let message = wire.receive() { Self.answer(message, wire, forger) }
    }.start()
  }

  deinit { stop() }

  private static func answer(_ message: BusWire.Message, _ wire: BusWire, _ forger: BusWire) {
    guard message.kind == 1, let caller = message.fields[7] else { return }
    var reply = BusWire.Message(kind: 2, fields: [6: caller], replySerial: message.serial)
    switch message.fields[3] {
    case "Echo":
      reply.fields[8] = message.fields[8]
      reply.body = message.body
      wire.send(reply)
    case "Start":
      start(String(decoding: message.body.dropFirst(4).dropLast(), as: UTF8.self))
    default: return
    }

    func start(_ job: String) {
      var path = BusWire.Bytes()
      path.text("/job/\(job)")
      reply.fields[8] = "o"
      reply.body = path.bytes
      switch job {
      case "late":
        forger.send(end(of: job, "forged", to: caller))
        wire.send(reply)
        forger.send(end(of: job, "forged", to: caller))
        wire.send(end(of: job, "done", to: nil))
      case "early":
        wire.send(end(of: job, "done", to: nil))
        wire.send(reply)
      default:
        var text = BusWire.Bytes()
        text.text("no job")
        wire.send(
          BusWire.Message(
            kind: 3, fields: [4: "test.Echo.Failed", 6: caller, 8: "s"],
            replySerial: message.serial, body: text.bytes))
      }
    }
  }

  private static func end(of job: String, _ result: String, to caller: String?) -> BusWire.Message {
    var body = BusWire.Bytes()
    body.number(7)
    body.text("/job/\(job)")
    body.number(UInt32(result.utf8.count))
    body.bytes += Array(result.utf8) + [0]
    var signal = BusWire.Message(
      kind: 4, fields: [1: "/echo", 2: "test.Echo", 3: "JobRemoved", 8: "uos"], body: body.bytes)
    signal.fields[6] = caller
    return signal
  }
}
