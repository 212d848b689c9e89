package import ConvergeSystems

/// What was read of a container.
package enum ContainerState: Sendable, Equatable {
  /// No engine answers.
  case unavailable(UnavailableEngine)
  /// There is none of that name; with the local id of the declared image, if that is there.
  case missing(localImage: String?)
  case present(InspectedContainer)

  /// The local id of the declared image, as far as it was read.
  var localImage: String? {
    switch self {
    case .unavailable: nil
    case .missing(let image): image
    case .present(let container): container.localImage
    }
  }
}
