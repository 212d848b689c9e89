/// Whether a resource brings something, stops it, or takes it away; this orders a phase.
package enum Aim: Sendable, Equatable {
  case presence
  /// Still there, but stopped or disabled: comes before what is started, and may stand on
  /// something absent.
  case stop
  case absence
}
