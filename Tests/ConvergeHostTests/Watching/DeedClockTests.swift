import Testing

@testable import ConvergeHost

@Suite struct `The signals of one deed` {
  @Test func `let a command have begun a few seconds before the first of them`() {
    var deed = DeedClock()
    deed.note(at: 60_000)
    deed.note(at: 60_200)
    #expect(deed.since == 55_000)
  }

  @Test func `are told apart from those of the deed before, whose commands are not theirs`() {
    var deed = DeedClock()
    deed.note(at: 60_000)
    deed.note(at: 60_100)
    deed.note(at: 61_000)
    #expect(deed.since == 60_100)
    deed.note(at: 61_050)
    #expect(deed.since == 60_100)
    deed.note(at: 90_000)
    #expect(deed.since == 85_000)
  }

  @Test func `may be far apart where the first says that more is to come`() {
    var deed = DeedClock()
    deed.note(at: 60_000, goesOn: true)
    deed.note(at: 150_000)
    #expect(deed.since == 55_000)
  }
}
