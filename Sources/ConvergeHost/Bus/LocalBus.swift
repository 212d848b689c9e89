package import ConvergeCore
internal import Synchronization

/// The message bus of this host, through libsystemd on a thread of its own.
///
/// Nothing is loaded, started or connected before the first call. A connection that breaks is made
/// anew by the next call.
package final class LocalBus: SystemBus {
  private let mailbox: Result<BusMailbox, Errno>
  private let moved: @Sendable () -> Void

  /// The address of the system bus (D-Bus specification, Well-known Message Bus Instances).
  package static let systemAddress = "unix:path=/run/dbus/system_bus_socket"

  /// - Parameters:
  ///   - address: of a message bus, as in the D-Bus specification, Server Addresses.
  ///   - moved: told, after jobs that were waited for, that paths may mean something else now.
  package init(
    address: String = LocalBus.systemAddress, moved: @escaping @Sendable () -> Void = {}
  ) {
    mailbox = Result { () throws(Errno) in try BusMailbox(address: address) }
    self.moved = moved
  }

  deinit { close() }

  package func call(
    _ calls: [BusCall], timeout: Duration
  ) async -> [Result<[BusValue], HostError>] {
    await send(BusBatch(calls, until: nil, timeout: timeout))
  }

  package func perform(
    _ calls: [BusCall], until end: BusJobEnd, timeout: Duration
  ) async -> [Result<[BusValue], HostError>] {
    defer { moved() }
    return await send(BusBatch(calls, until: end, timeout: timeout))
  }

  /// Ends the conversation; calls that wait are interrupted, and so are later ones.
  package func close() {
    if case .success(let mailbox) = mailbox { mailbox.close() }
  }

  private func send(_ batch: BusBatch) async -> [Result<[BusValue], HostError>] {
    guard !batch.calls.isEmpty else { return [] }
    let mailbox: BusMailbox
    switch self.mailbox {
    case .success(let made): mailbox = made
    case .failure(let error):
      let error = SystemFailure.error(error.code, "reach", "the system bus")
      return batch.calls.map { _ in .failure(error) }
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        mailbox.post(batch) { continuation.resume(returning: $0) }
      }
    } onCancel: {
      mailbox.cancel(batch.id)
    }
  }
}
