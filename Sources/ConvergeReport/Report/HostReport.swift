internal import ConvergeCore

/// The host of a run.
package struct HostReport: ReportedRecord {
  package var name = ""
  package var machineID: String?
  /// `debian 12`
  package var os: String?

  package init() {}

  static let summary = "The host of a run."
  static let fields: [Field<HostReport>] = [
    Field("name", \.name, "Its node name."),
    Field("machine_id", \.machineID, "Of /etc/machine-id."),
    Field("os", \.os, "ID and VERSION_ID of /etc/os-release."),
  ]
}
