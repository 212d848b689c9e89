internal import ConvergeCore

/// The ways to everywhere else, as the kernel lists them in its main table.
struct DefaultRoutes {
  struct Route {
    let interface: String
    /// nil where the way needs nobody.
    let gateway: String?
    let metric: UInt32
  }

  let ipv4: Route?
  let ipv6: Route?

  init(_ host: FactHost) {
    let folder = "/proc/self/net"
    ipv4 = Self.best(host.lines("\(folder)/route", limitBytes: 16 << 20).compactMap(Self.old))
    ipv6 = Self.best(host.lines("\(folder)/ipv6_route", limitBytes: 16 << 20).compactMap(Self.new))
  }

  private static func best(_ routes: [Route]) -> Route? {
    routes.min { $0.metric < $1.metric }
  }

  private static let isUp: UInt32 = 1
  private static let isRejected: UInt32 = 0x200

  /// `Iface Destination Gateway Flags RefCnt Use Metric Mask …`; addresses as the processor sees
  /// them in memory.
  private static func old(_ line: String) -> Route? {
    let fields = words(line)
    guard fields.count >= 8, fields[1] == "00000000", fields[7] == "00000000",
      let gateway = UInt32(fields[2], radix: 16), let flags = UInt32(fields[3], radix: 16),
      flags & isUp != 0, flags & isRejected == 0, let metric = UInt32(fields[6])
    else { return nil }
    let bytes = withUnsafeBytes(of: gateway) { Array($0) }
    return Route(
      interface: fields[0], gateway: gateway == 0 ? nil : IPAddress(bytes)?.text, metric: metric)
  }

  /// `destination length source length gateway metric references uses flags interface`.
  private static func new(_ line: String) -> Route? {
    let fields = words(line)
    guard fields.count >= 10, fields[0].allSatisfy({ $0 == "0" }), fields[1] == "00",
      let metric = UInt32(fields[5], radix: 16), let flags = UInt32(fields[8], radix: 16),
      flags & isUp != 0, flags & isRejected == 0, fields[9] != "lo",
      let bytes = bytes(fields[4])
    else { return nil }
    let isDirect = bytes.allSatisfy { $0 == 0 }
    return Route(
      interface: fields[9], gateway: isDirect ? nil : IPAddress(bytes)?.text, metric: metric)
  }

  private static func bytes(_ digits: String) -> [UInt8]? {
    let digits = Array(digits.utf8)
    guard digits.count == 32 else { return nil }
    let bytes = stride(from: 0, to: 32, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
    return bytes.count == 16 ? bytes : nil
  }
}
