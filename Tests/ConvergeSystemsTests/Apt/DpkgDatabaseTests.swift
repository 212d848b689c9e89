import ConvergeSystems
import Testing

@Suite struct DpkgDatabaseTests {
  private static let status = """
    Package: dpkg
    Essential: yes
    Status: install ok installed
    Architecture: amd64
    Version: 1.21.22

    Package: hello
    Status: install ok installed
    Priority: optional
    Architecture: amd64
    Version: 2.10-3
    Description: says hello
     Package: not-a-field
     .
     Status: neither

    Package: helloworld
    Status: install ok installed
    Architecture: all
    Version: 9

    Package: libc6
    Status: hold ok installed
    Architecture: amd64
    Multi-Arch: same
    Version: 2.36-9

    Package: libc6
    Status: install ok half-configured
    Architecture: i386
    Multi-Arch: same
    Version: 2.36-8

    Package: gone
    Status: deinstall ok config-files
    Architecture: all
    Version: 1.0
    Config-Version: 1.0

    Package: torn
    Status: install reinstreq half-installed
    Architecture: all
    Version: 3.0
    """

  private func database(_ names: String...) -> DpkgDatabase {
    var database = DpkgDatabase()
    database.read(status: Array(Self.status.utf8), for: names.compactMap { PackageName($0) })
    return database
  }

  private func name(_ text: String) throws -> PackageName { try #require(PackageName(text)) }

  @Test func `an installed package has its version`() throws {
    let record = database("hello")[try name("hello")]
    #expect(record.condition == .installed)
    #expect(record.version == "2.10-3")
    #expect(!record.isHeld)
  }

  @Test func `a package that dpkg does not know is not installed`() throws {
    let record = database("missing")[try name("missing")]
    #expect(record.condition == .notInstalled)
    #expect(record.version == nil)
  }

  @Test func `another architecture is another package`() throws {
    let database = database("libc6", "libc6:i386")
    #expect(database[try name("libc6")].version == "2.36-9")
    #expect(database[try name("libc6")].isHeld)
    #expect(database[try name("libc6:i386")].condition == .halfConfigured)
    #expect(!database[try name("libc6:i386")].isHeld)
  }

  @Test func `configuration files alone are not a package`() throws {
    let record = database("gone")[try name("gone")]
    #expect(record.condition == .configFiles)
    #expect(record.version == nil)
    #expect(!record.condition.isThere)
  }

  @Test func `what dpkg is not done with is listed whoever asks`() throws {
    let database = database("hello")
    #expect(database.unfinished.map(\.description) == ["libc6:i386", "torn"])
    #expect(database.held.map(\.description) == ["libc6"])
    #expect(database[try name("torn")].needsReinstallation)
    #expect(!database.isInterrupted)
  }

  @Test func `what is not merged yet comes over what is in the status file`() throws {
    var database = database("hello", "libc6:i386")
    let update = "Package: hello\nStatus: install ok unpacked\nArchitecture: amd64\nVersion: 3.0\n"
    database.read(update: Array(update.utf8), for: [try name("hello")])
    #expect(database.isInterrupted)
    #expect(database[try name("hello")].condition == .unpacked)
    #expect(database[try name("hello")].version == "3.0")
    #expect(database.unfinished.contains(try name("hello")))
  }

  @Test func `packages that came as dependencies are automatic`() throws {
    var database = database("hello", "helloworld")
    let states = """
      Package: hello
      Architecture: amd64
      Auto-Installed: 1

      Package: helloworld
      Architecture: amd64
      Auto-Installed: 0
      """
    database.read(extendedStates: Array(states.utf8))
    #expect(database[try name("hello")].isAutomatic)
    #expect(!database[try name("helloworld")].isAutomatic)
  }

  @Test(arguments: ["", "\n\n\n", "Package:", "Package: x\nStatus:", "Package: hello\nStatus: a b"])
  func `a file of nonsense is read without harm`(_ text: String) throws {
    var database = DpkgDatabase()
    database.read(status: Array(text.utf8), for: [try name("hello")])
    #expect(database[try name("hello")].condition == .notInstalled)
  }
}
