package import ConvergeCore

extension Phase {
  /// What a person calls it: `files`, `network removals`.
  package var name: String {
    switch self {
    case .start: "start"
    case .repositories: "repositories"
    case .packages: "packages"
    case .groups: "groups"
    case .users: "users"
    case .files: "files"
    case .units: "units"
    case .services: "services"
    case .engines: "engines"
    case .containers: "containers"
    case .repositoryRemovals: "repository removals"
    case .imageRemovals: "image removals"
    case .networkRemovals: "network removals"
    case .volumeRemovals: "volume removals"
    case .unitRemovals: "unit removals"
    case .homeRemovals: "home removals"
    case .userRemovals: "user removals"
    case .groupRemovals: "group removals"
    case .commands: "commands"
    case .hooks: "hooks"
    case .end: "end"
    default: "phase \(rawValue)"
    }
  }
}
