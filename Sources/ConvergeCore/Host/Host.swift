/// A host, as everything that reads or changes it sees it.
///
/// `LocalHost` and `SimulatedHost` make one; nobody else performs I/O on a host.
package struct Host: Sendable {
  package let files: any FileSystem
  package let processes: any ProcessRunner
  package let bus: any SystemBus
  package let http: any HTTPTransport
  package let names: any NameService
  package let clock: any HostClock
  package let machine: any Machine

  package init(
    files: any FileSystem, processes: any ProcessRunner, bus: any SystemBus,
    http: any HTTPTransport, names: any NameService, clock: any HostClock,
    machine: any Machine
  ) {
    self.files = files
    self.processes = processes
    self.bus = bus
    self.http = http
    self.names = names
    self.clock = clock
    self.machine = machine
  }
}
