/// A host, as everything that reads or changes it sees it.
///
/// `LocalHost` and `SimulatedHost` make one; nobody else performs I/O on a host.
package struct Host: Sendable {
  package var files: any FileSystem
  package var processes: any ProcessRunner
  package var bus: any SystemBus
  package var http: any HTTPTransport
  package var names: any NameService
  package var clock: any HostClock
  package var machine: any Machine
  package var supervision: any Supervision
  package var downloads: any Downloader

  package init(
    files: any FileSystem, processes: any ProcessRunner, bus: any SystemBus,
    http: any HTTPTransport, names: any NameService, clock: any HostClock,
    machine: any Machine, supervision: any Supervision, downloads: any Downloader
  ) {
    self.files = files
    self.processes = processes
    self.bus = bus
    self.http = http
    self.names = names
    self.clock = clock
    self.machine = machine
    self.supervision = supervision
    self.downloads = downloads
  }
}
