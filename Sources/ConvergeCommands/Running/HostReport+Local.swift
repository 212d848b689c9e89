internal import ConvergeHost
internal import ConvergeReport

extension HostReport {
  /// What a report says of a host.
  init(_ host: HostDescription) {
    self.init()
    name = host.name
    machineID = host.machineID
    os = [host.osID, host.osVersion].compactMap(\.self).joined(separator: " ")
  }
}
