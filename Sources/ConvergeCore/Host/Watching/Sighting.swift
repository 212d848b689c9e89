/// Something that was noticed between two passes.
package struct Sighting: Sendable, Hashable {
  package enum Event: Sendable, Hashable {
    /// The thing may be another than before.
    case changed(Identity)
    /// Changes may have gone unnoticed; why, as a clause: `more happened than the kernel keeps`.
    case lost(String)
    /// All that is to be watched is watched from here on; what changed before may be unnoticed.
    case begun
  }

  /// Who did it.
  package enum Culprit: Sendable, Hashable {
    case process(SightedProcess)
    /// We ourselves, or a program that we started.
    case ourselves
    /// Nobody that is known; why, as a clause, or what is known instead.
    case unknown(String)
  }

  package let event: Event
  /// When it was noticed, which is shortly after it happened.
  package let at: HostInstant
  package let culprit: Culprit
  /// What systemd or an engine says of it, as a clause: `a job of systemd stopped it`.
  package var told: String?
  /// What ran about then and names the thing.
  package var commands: [SightedCommand] = []

  package init(_ event: Event, at: HostInstant, by culprit: Culprit) {
    self.event = event
    self.at = at
    self.culprit = culprit
  }
}
