import ConvergeCore
import Testing

@testable import ConvergeAgent

/// A clock that a test moves.
private struct Watch {
  var vigilance = Vigilance()
  var now: UInt64 = 1_000_000_000_000

  static let motd = Identity(.path, "/etc/motd")
  static let issue = Identity(.path, "/etc/issue")

  mutating func wait(_ duration: Duration) { now += duration.wholeNanoseconds }

  mutating func sight(
    _ identities: Identity..., by culprit: Sighting.Culprit = .unknown("nobody knows")
  ) {
    let at = HostInstant(wallNanoseconds: 0, monotonicNanoseconds: now)
    vigilance.sight(
      identities.map { Sighting(.changed($0), at: at, by: culprit) }, at: now)
  }

  mutating func lose(_ reason: String) {
    let at = HostInstant(wallNanoseconds: 0, monotonicNanoseconds: now)
    vigilance.sight([Sighting(.lost(reason), at: at, by: .unknown(""))], at: now)
  }

  /// Moves on to the next action other than waiting, if one comes by itself.
  mutating func next() -> Vigilance.Action {
    for _ in 0..<1000 {
      let action = vigilance.next(at: now)
      guard case .wait(let until) = action else { return action }
      guard let until else { return action }
      now = max(now, until)
    }
    return .wait(nil)
  }

  /// Carries out a check that takes so long.
  mutating func check(
    _ identities: [Identity]?, correcting: Set<Identity> = [], taking time: Duration = .zero
  ) {
    vigilance.began(at: now)
    wait(time)
    vigilance.ended(checked: identities, corrected: correcting, at: now)
  }
}

@Suite struct `The agent is vigilant` {
  @Test func `what was sighted is checked within milliseconds, and once`() {
    var watch = Watch()
    let start = watch.now
    watch.sight(Watch.motd)
    #expect(watch.next() == .check([Watch.motd]))
    #expect(watch.now - start == Duration.milliseconds(4).wholeNanoseconds)
    #expect(watch.next() == .wait(nil))
  }

  @Test func `things that change together are checked together`() {
    var watch = Watch()
    watch.sight(Watch.motd)
    watch.wait(.milliseconds(1))
    watch.sight(Watch.issue)
    watch.wait(.milliseconds(10))
    #expect(watch.next() == .check([Watch.issue, Watch.motd]))
  }

  @Test func `a thing that does not come to rest is checked all the same`() {
    var watch = Watch()
    let start = watch.now
    for _ in 0..<100 {
      watch.sight(Watch.motd)
      watch.wait(.milliseconds(1))
      if case .check = watch.vigilance.next(at: watch.now) { break }
    }
    #expect(watch.now - start <= Duration.milliseconds(41).wholeNanoseconds)
  }

  @Test func `what we did ourselves is passed over`() {
    var watch = Watch()
    watch.sight(Watch.motd, by: .ourselves)
    #expect(watch.next() == .wait(nil))
  }

  @Test func `what is sighted during a check waits for its end, and is checked once`() {
    var watch = Watch()
    watch.sight(Watch.motd)
    _ = watch.next()
    watch.vigilance.began(at: watch.now)
    watch.sight(Watch.motd)
    watch.wait(.milliseconds(50))
    #expect(watch.vigilance.next(at: watch.now) == .wait(nil))
    watch.vigilance.ended(checked: [Watch.motd], corrected: [Watch.motd], at: watch.now)
    #expect(watch.next() == .check([Watch.motd]))
    watch.check([Watch.motd])
    #expect(watch.next() == .wait(nil))
  }

  @Test func `after a check four times its time is left to others`() {
    var watch = Watch()
    watch.sight(Watch.motd)
    _ = watch.next()
    watch.check([Watch.motd], taking: .milliseconds(100))
    let end = watch.now
    watch.sight(Watch.issue)
    #expect(watch.next() == .check([Watch.issue]))
    #expect(watch.now - end == Duration.milliseconds(400).wholeNanoseconds)
  }

  @Test func `after a check that took minutes others wait no longer than five seconds`() {
    var watch = Watch()
    watch.sight(Watch.motd)
    _ = watch.next()
    watch.check([Watch.motd], taking: .seconds(600))
    let end = watch.now
    watch.sight(Watch.issue)
    #expect(watch.next() == .check([Watch.issue]))
    #expect(watch.now - end == Duration.seconds(5).wholeNanoseconds)
  }

  @Test func `under ten thousand changes a second it checks seldom, and once more at the end`() {
    var watch = Watch()
    var checks = 0
    for _ in 0..<100_000 {
      watch.sight(Watch.motd)
      watch.wait(.microseconds(100))
      guard case .check(let things) = watch.vigilance.next(at: watch.now) else { continue }
      checks += 1
      watch.check(things, taking: .milliseconds(2))
    }
    #expect(checks <= 16, "in ten seconds")
    #expect(checks >= 5)
    #expect(watch.next() == .check([Watch.motd]))
    watch.check([Watch.motd])
    #expect(watch.next() == .wait(nil))
  }

  @Test func `a fight is noticed, backed off from twice as long each time, and told`() throws {
    var watch = Watch()
    var rests: [Duration] = []
    for _ in 0..<20 {
      watch.sight(Watch.motd)
      let before = watch.now
      #expect(watch.next() == .check([Watch.motd]))
      rests.append(.nanoseconds(Int64(watch.now - before)))
      watch.check([Watch.motd], correcting: [Watch.motd])
    }
    #expect(rests[0] < .milliseconds(10))
    #expect(rests[4] > .seconds(3) && rests[4] < .seconds(5))
    #expect(zip(rests[4...], rests[5...]).allSatisfy { $0 <= $1 })
    #expect(rests[19] == .seconds(600))
    let fight = try #require(watch.vigilance.fights(at: watch.now).first)
    #expect(fight.identity == Watch.motd)
    #expect(fight.corrections == 20)
    #expect(fight.rest == .seconds(600))
  }

  @Test func `a fight does not keep other things waiting, and is forgotten when it is over`() {
    var watch = Watch()
    for _ in 0..<4 {
      watch.sight(Watch.motd)
      _ = watch.next()
      watch.check([Watch.motd], correcting: [Watch.motd])
    }
    watch.sight(Watch.motd, Watch.issue)
    let before = watch.now
    #expect(watch.next() == .check([Watch.issue]))
    #expect(watch.now - before < Duration.milliseconds(10).wholeNanoseconds)
    watch.check([Watch.issue])
    #expect(watch.next() == .check([Watch.motd]))
    watch.check([Watch.motd])
    watch.wait(.seconds(300))
    watch.check([Watch.issue])
    watch.sight(Watch.motd)
    let later = watch.now
    #expect(watch.next() == .check([Watch.motd]))
    #expect(watch.now - later < Duration.milliseconds(10).wholeNanoseconds)
    #expect(watch.vigilance.fights(at: watch.now).isEmpty)
  }

  /// Somebody writes on and on for so long, and each check corrects.
  private func flood(_ watch: inout Watch, for duration: Duration, every pause: Duration) {
    let end = watch.now + duration.wholeNanoseconds
    while watch.now < end {
      watch.sight(Watch.motd)
      watch.wait(pause)
      guard case .check(let things) = watch.vigilance.next(at: watch.now) else { continue }
      watch.check(things, correcting: [Watch.motd], taking: .milliseconds(2))
    }
  }

  @Test(arguments: [1, 5, 20, 50, 600])
  func `who writes on and on and stops is corrected soon, however long it went on`(
    seconds: Int
  ) {
    var watch = Watch()
    flood(&watch, for: .seconds(seconds), every: .milliseconds(20))
    watch.sight(Watch.motd)
    let end = watch.now
    #expect(watch.next() == .check([Watch.motd]))
    #expect(watch.now - end <= Duration.seconds(4).wholeNanoseconds)
    watch.check([Watch.motd], correcting: [Watch.motd])
    // It is over: what comes later is no part of it.
    watch.wait(.seconds(10))
    watch.sight(Watch.motd)
    let later = watch.now
    #expect(watch.next() == .check([Watch.motd]))
    #expect(watch.now - later <= Duration.milliseconds(4).wholeNanoseconds)
    #expect(watch.vigilance.fights(at: watch.now).isEmpty)
  }

  @Test func `who writes every twenty seconds is backed off from, and corrected when he stops`() {
    var watch = Watch()
    flood(&watch, for: .seconds(3600), every: .seconds(20))
    let fight = watch.vigilance.fights(at: watch.now).first
    #expect(fight?.rest == .seconds(600))
    watch.sight(Watch.motd)
    let end = watch.now
    #expect(watch.next() == .check([Watch.motd]))
    #expect(watch.now - end <= Duration.seconds(45).wholeNanoseconds)
  }

  @Test func `a full pass that corrects amid a rest makes the next one no longer`() {
    var watch = Watch()
    for _ in 0..<4 {
      watch.sight(Watch.motd)
      _ = watch.next()
      watch.check([Watch.motd], correcting: [Watch.motd])
    }
    let rest = watch.vigilance.fights(at: watch.now).first?.rest
    watch.sight(Watch.motd)
    watch.check(nil, correcting: [Watch.motd], taking: .milliseconds(10))
    #expect(watch.vigilance.fights(at: watch.now).first?.rest == rest)
    watch.sight(Watch.motd)
    let before = watch.now
    #expect(watch.next() == .check([Watch.motd]))
    #expect(.nanoseconds(Int64(watch.now - before)) == rest)
  }

  @Test func `what a correction would be part of is known before it`() {
    var watch = Watch()
    for count in 1...4 {
      watch.sight(Watch.motd)
      _ = watch.next()
      let fight = watch.vigilance.fights(ifCorrected: [Watch.motd], at: watch.now)[Watch.motd]
      watch.check([Watch.motd], correcting: [Watch.motd])
      #expect(fight == watch.vigilance.fights(at: watch.now).first)
      #expect(fight?.corrections == (count < 3 ? nil : count))
    }
  }

  @Test func `a watch that begins has few things checked, and of many all`() {
    var watch = Watch()
    watch.vigilance.watchBegan([Watch.motd, Watch.issue], at: watch.now)
    #expect(watch.next() == .check([Watch.issue, Watch.motd]))
    watch.check([Watch.issue, Watch.motd])
    let many = (0..<3000).map { Identity(.path, "/srv/\($0)") }
    watch.vigilance.watchBegan(many, at: watch.now)
    #expect(
      watch.next() == .fullPass("the watch has begun, and something may have changed before"))
  }

  @Test func `a lost watch asks for a full pass, and not for one after the other`() {
    var watch = Watch()
    watch.lose("more happened than is kept")
    #expect(watch.next() == .fullPass("more happened than is kept"))
    watch.check(nil, taking: .seconds(1))
    let end = watch.now
    watch.lose("again")
    #expect(watch.next() == .fullPass("again"))
    #expect(watch.now - end == Duration.seconds(30).wholeNanoseconds)
  }

  @Test func `too many things at once are a full pass`() {
    var watch = Watch()
    for number in 0..<3000 { watch.sight(Identity(.path, "/srv/\(number)")) }
    #expect(watch.next() == .fullPass("3000 things were changed at once"))
    watch.check(nil)
    #expect(watch.next() == .wait(nil))
    let end = watch.now
    for number in 0..<3000 { watch.sight(Identity(.path, "/srv/\(number)")) }
    #expect(watch.next() == .fullPass("3000 things were changed at once"))
    #expect(watch.now - end >= Duration.seconds(30).wholeNanoseconds)
  }

  @Test func `a full pass has looked at what was sighted before it began, not at what came later`()
  {
    var watch = Watch()
    watch.sight(Watch.motd)
    watch.wait(.milliseconds(1))
    watch.vigilance.began(at: watch.now)
    watch.wait(.milliseconds(1))
    watch.sight(Watch.issue)
    watch.wait(.seconds(1))
    watch.vigilance.ended(checked: nil, corrected: [], at: watch.now)
    #expect(watch.next() == .check([Watch.issue]))
  }

  @Test func `what is changed before a full pass and once more during it is checked after it`() {
    var watch = Watch()
    watch.sight(Watch.motd)
    watch.wait(.milliseconds(1))
    watch.vigilance.began(at: watch.now)
    watch.wait(.milliseconds(50))
    watch.sight(Watch.motd)
    watch.wait(.seconds(1))
    watch.vigilance.ended(checked: nil, corrected: [], at: watch.now)
    #expect(watch.next() == .check([Watch.motd]))
  }

  @Test func `services and packages wait while somebody installs, files do not`() {
    var watch = Watch()
    let service = Identity(.unit, "nginx.service")
    watch.sight(service, Watch.motd)
    watch.wait(.milliseconds(100))
    #expect(watch.vigilance.mayDisturbPackages(at: watch.now))
    #expect(watch.vigilance.next(at: watch.now, packagesAreBusy: true) == .check([Watch.motd]))
    let again = watch.now + 500_000_000
    #expect(watch.vigilance.next(at: watch.now, packagesAreBusy: true) == .wait(again))
    #expect(watch.vigilance.next(at: again) == .check([service]))
    #expect(!watch.vigilance.mayDisturbPackages(at: again))
  }
}
