package import ConvergeCore
internal import Glibc

/// The socket on which journald takes entries with fields (sd_journal_send(3)).
package enum JournalSocket {
  package static let usual = "/run/systemd/journal/socket"

  /// Sends one datagram, or not: nobody waits for a journal that does not keep up.
  ///
  /// - Throws: `unavailable` where there is no journal.
  package static func send(
    _ datagram: [UInt8], to path: String = usual
  ) throws(HostError) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let isFitting = withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard path.utf8.count < room.count else { return false }
      room.copyBytes(from: path.utf8)
      return true
    }
    guard isFitting else { throw SystemFailure.error(ENAMETOOLONG, "write to", path) }
    let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let number = socket(AF_UNIX, kind, 0)
    guard number >= 0 else { throw SystemFailure.error(errno, "write to", path) }
    let connection = Descriptor(owning: number)
    let sent = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(
          connection.number, datagram, datagram.count,
          Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL), $0,
          socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard sent == datagram.count else {
      let code = errno
      guard [ENOENT, ECONNREFUSED].contains(code) else {
        throw SystemFailure.error(code, "write to", path)
      }
      throw HostError(.unavailable, "write to", path, because: Message.nobody)
    }
  }
}

private enum Message {
  static let nobody = "no journal listens there"
}
