import ConvergeCore
import Testing

@Suite struct `What systemd tells of a unit` {
  private func text(
    _ exit: UnitAccount.Exit? = nil, _ result: String? = nil, _ job: UnitAccount.Job? = nil
  ) -> String? {
    var account = UnitAccount()
    (account.exit, account.result, account.job) = (exit, result, job)
    return account.text
  }

  @Test func `is how its main process ended`() {
    #expect(text(.killed(9), "signal") == "its main process was killed by SIGKILL")
    #expect(text(.exited(3), "exit-code") == "its main process exited with status 3")
    #expect(text(.dumped(11), "core-dump") == "its main process ended by SIGSEGV and dumped core")
    #expect(text(.killed(40), "signal") == "its main process was killed by signal 40")
  }

  @Test func `is that of a job alone where the job ended the process`() {
    #expect(text(.killed(15), "success", .stopped) == "a job of systemd stopped it")
    #expect(text(nil, nil, .started) == "a job of systemd started it")
  }

  @Test func `has the result where the process does not say it`() {
    #expect(
      text(.killed(9), "oom-kill")
        == "its main process was killed by SIGKILL, it failed with the result 'oom-kill'")
    #expect(text(nil, "exit-code") == "it failed with the result 'exit-code'")
  }

  @Test func `is nothing where it tells nothing`() {
    #expect(text() == nil)
    #expect(text(nil, "success") == nil)
  }
}
