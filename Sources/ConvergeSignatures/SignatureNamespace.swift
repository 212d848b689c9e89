/// What a signature is made for, so that one that was made for something else counts for nothing.
package enum SignatureNamespace: String, Sendable {
  /// Scripts and other files of hooks.
  case file = "converge"
  /// The header of a bundle.
  case bundle = "converge-bundle"
  /// A commit, as `git commit -S` makes it with `gpg.format=ssh`.
  case commit = "git"
}
