import Testing

extension LabTests {
  /// What single kinds do, on one host for all of them: none stands in another's way, and a host
  /// takes longer to boot than most of them take.
  @Suite(.serialized, .onLabHost("kinds"))
  enum KindTests {}
}
