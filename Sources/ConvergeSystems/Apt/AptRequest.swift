/// What apt shall do with one package.
package struct AptRequest: Hashable, Sendable {
  package enum Action: Hashable, Sendable {
    /// nil: the version that apt chooses.
    case install(version: String?)
    case remove
    /// With its configuration files.
    case purge
  }

  package let name: PackageName
  package let action: Action
  package let options: AptOptions

  package init(_ name: PackageName, _ action: Action, options: AptOptions = AptOptions()) {
    self.name = name
    self.action = action
    self.options = options
  }

  /// The verb for messages.
  var operation: String {
    switch action {
    case .install: "install"
    case .remove: "remove"
    case .purge: "purge"
    }
  }

  var isRemoval: Bool { if case .install = action { false } else { true } }

  /// As an argument of `apt-get install`, where a trailing `-` means removal.
  var argument: String {
    switch action {
    case .install(nil): name.description
    case .install(let version?): "\(name)=\(version)"
    case .remove, .purge: "\(name)-"
    }
  }
}
