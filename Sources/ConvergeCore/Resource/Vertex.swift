/// A resource as the graph and the references see it.
///
/// A class, since both the resource and the graph have it.
package final class Vertex: Sendable {
  package let reference: Reference
  package let identity: Identity
  package let aim: Aim
  package let phase: Phase
  package let provides: [Identity]
  package let needs: [Need]
  /// One at a time, in the order written.
  package let runsAlone: Bool
  /// See `Resource`.
  package let departingHome: String?
  package let isDirectory: Bool
  package let place: Place

  /// The paths that it builds on by their names.
  package var namedPaths: [Identity] {
    needs.compactMap { need in
      guard case .thing(let identity) = need, identity.space == .path else { return nil }
      return identity
    }
  }

  /// The same in another phase.
  package func moved(to phase: Phase) -> Vertex {
    Vertex(
      reference: reference, identity: identity, aim: aim, phase: phase, provides: provides,
      needs: needs, runsAlone: runsAlone, departingHome: departingHome, isDirectory: isDirectory,
      place: place)
  }

  package init(_ resource: some Resource, _ declaration: Declaration) {
    reference = declaration.reference
    identity = resource.identity
    aim = resource.aim
    phase = resource.phase
    provides = resource.provides
    needs = resource.needs
    runsAlone = declaration.kind.runsAlone
    departingHome = resource.departingHome
    isDirectory = resource.isDirectory
    place = declaration.place
  }

  package init(
    reference: Reference, identity: Identity, aim: Aim = .presence, phase: Phase,
    provides: [Identity]? = nil, needs: [Need] = [], runsAlone: Bool = false,
    departingHome: String? = nil, isDirectory: Bool = false, place: Place
  ) {
    self.reference = reference
    self.identity = identity
    self.aim = aim
    self.phase = phase
    self.provides = provides ?? [identity]
    self.needs = needs
    self.runsAlone = runsAlone
    self.departingHome = departingHome
    self.isDirectory = isDirectory
    self.place = place
  }
}
