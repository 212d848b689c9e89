import Testing

@testable import ConvergeSystems

/// What is taken out of what a program says.
@Suite struct SecretPartsTests {
  private func hidden(_ text: String, of secrets: [String]) -> String {
    String(decoding: SecretParts(secrets).hidden(in: Array(text.utf8)), as: UTF8.self)
  }

  @Test(arguments: [
    ("pw is hunter2-x.", ["hunter2-x"], "pw is (sensitive)."),
    ("hunter2-xhunter2-x", ["hunter2-x"], "(sensitive)"),
    ("user hunter2 refused", ["pg://app:hunter2@db"], "user (sensitive) refused"),
    ("second line", ["first line\nsecond line\n"], "(sensitive)"),
    ("no pw here", ["hunter2"], "no pw here"),
    ("a pw and a key", ["pw", "key"], "a (sensitive) and a (sensitive)"),
    ("hunte", ["hunter2"], "hunte"),
    ("Grüße: schlüssel", ["schlüssel"], "Grüße: (sensitive)"),
    ("nothing", [""], "nothing"),
    ("", ["hunter2"], ""),
  ])
  func `what a program says loses every part of a secret of six bytes and more`(
    said: String, secrets: [String], shown: String
  ) {
    #expect(hidden(said, of: secrets) == shown)
  }
}
