import ConvergeCore
import ConvergeSystems
import Testing

@Suite struct `A line of sudo's` {
  private func read(_ message: String) -> SudoRecord? {
    SudoRecord(
      JournalEntry(
        wallMicroseconds: 5_000_000,
        fields: [
          "MESSAGE": message, "_PID": "811", "_AUDIT_LOGINUID": "1000",
          "_SYSTEMD_UNIT": "session-3.scope",
        ]))
  }

  @Test func `tells the command, who started it, and from where`() throws {
    let record = try #require(
      read(
        "    anna : TTY=pts/0 ; PWD=/home/anna ; USER=root ; COMMAND=/usr/bin/systemctl stop nginx")
    )
    #expect(record.acting.names(unit: "nginx.service", mainProcess: nil))
    #expect(record.user == "anna")
    let process = record.sighted.process
    #expect(process.commandLine == "sudo /usr/bin/systemctl stop nginx")
    #expect(process.pid == 811)
    #expect(process.loginUser == 1000)
    #expect(process.unit == "session-3.scope")
    #expect(record.sighted.wallNanoseconds == 5_000_000_000)
  }

  @Test(arguments: [
    "pam_unix(sudo:session): session opened for user root(uid=0) by anna(uid=1000)",
    "    anna : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/less /var/log/syslog",
    "    anna : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/systemctl status nginx", "",
  ])
  func `is none where it names no command that acts`(message: String) {
    #expect(read(message) == nil)
  }
}
