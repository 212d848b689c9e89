package import ConvergeCore
internal import Glibc

/// Watches the host that we run on.
///
/// Nothing is started before something is to be watched.
package final class LocalWatcher: HostWatcher {
  private let mailbox: Result<WatchMailbox, Errno>

  package convenience init() {
    self.init(ways: [.connector, .programs], withoutFanotify: false)
  }

  /// As on a host that has not all there is.
  init(ways: [HostProcesses.Way], withoutFanotify: Bool) {
    mailbox = Result { () throws(Errno) in
      let mailbox = try WatchMailbox()
      let isStarted = OwnThread.start {
        WatchLoop(mailbox, ways: ways, withoutFanotify: withoutFanotify).run()
      }
      guard isStarted else { throw Errno(code: EAGAIN) }
      return mailbox
    }
  }

  deinit { close() }

  package func watch(_ things: [Watched]) async {
    guard case .success(let mailbox) = mailbox else { return }
    await withCheckedContinuation { continuation in
      mailbox.order(WatchMailbox.Order(things: things) { continuation.resume() })
    }
  }

  package func next() async -> [Sighting]? {
    guard case .success(let mailbox) = mailbox else { return nil }
    return await mailbox.next()
  }

  package func close() {
    if case .success(let mailbox) = mailbox { mailbox.close() }
  }
}
