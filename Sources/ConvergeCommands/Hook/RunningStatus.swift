internal import ConvergeCore
internal import ConvergeExtension
internal import Synchronization

/// Tells now and then how settings are going on that run.
final class RunningStatus: Sendable {
  private let voice: HandlerVoice
  private let settings: ExtensionSettings
  private let schedule = Mutex(RefreshSchedule())

  init(_ voice: HandlerVoice, of settings: ExtensionSettings) {
    self.voice = voice
    self.settings = settings
  }

  /// To be called while it runs, as often as one likes.
  func look(at start: SupervisedStart, in directory: String) {
    let now = voice.host.clock.now().monotonicNanoseconds
    guard schedule.withLock({ $0.isDue(atNanoseconds: now) }) else { return }
    voice.runs(settings, since: start.at, in: directory)
  }
}
