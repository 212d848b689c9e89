package import ConvergeCore
internal import Glibc

/// The host that we run on.
///
/// Nothing of it is started or opened before it is used: no thread, no library, no connection.
package struct LocalHost: Sendable {
  /// What everything that reads or changes the host is given.
  package let host: Host

  private let bus: LocalBus
  private let http: LocalHTTP
  private let downloads: LocalDownloads

  /// - Parameters:
  ///   - busAddress: of a message bus, as in the D-Bus specification, Server Addresses.
  ///   - hookArea: the directory below which hooks have theirs, absolute.
  package init(
    busAddress: String = LocalBus.systemAddress, hookArea: String = "/var/lib/converge/hooks"
  ) {
    // What is made means the same whoever starts us; no others can write it before its own mode.
    umask(0o022)
    let files = LocalFiles()
    // What others do through programs and jobs can give every path another meaning.
    let moved: @Sendable () -> Void = { files.cache.invalidate() }
    bus = LocalBus(address: busAddress, moved: moved)
    http = LocalHTTP()
    downloads = LocalDownloads()
    host = Host(
      files: files, processes: LocalProcesses(moved: moved), bus: bus, http: http,
      names: LocalNames(), clock: LocalClock(), machine: LocalMachine(),
      supervision: LocalSupervision(area: hookArea, bus: bus), downloads: downloads)
  }

  /// Ends conversations with services; to be called once, at the end.
  package func close() async {
    bus.close()
    await http.close()
    downloads.close()
  }
}
