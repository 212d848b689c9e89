/// The attributes by which a manifest orders resources (`language.md`, section 3).
package enum EdgeWord: String, CaseIterable, Hashable, Sendable {
  case require, before, subscribe, notify, after

  /// Whether the resource that it stands on comes first.
  var isInverse: Bool { self == .before || self == .notify }

  /// Whether a failure is carried along it.
  var carriesFailure: Bool { self != .after }

  /// Whether a change is.
  var carriesRefresh: Bool { self == .subscribe || self == .notify }
}
