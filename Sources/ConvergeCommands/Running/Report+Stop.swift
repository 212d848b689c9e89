internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeReport
internal import Glibc

extension Report {
  /// What there is to say of a run that could not take place.
  init(of stop: Stop, _ verb: Report.Verb, _ source: ManifestReport) {
    self.init()
    let now = Timestamp(seconds: Int64(time(nil)))
    run = ManifestRun.newID(at: now).description
    self.verb = verb
    manifest = source
    host = HostReport(.local())
    started = now.description
    isInterrupted = stop.status == .interrupted
    diagnostics = stop.diagnostics
  }
}
