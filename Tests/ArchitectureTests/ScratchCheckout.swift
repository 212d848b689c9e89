import Foundation

/// A copy of this checkout, with what was built there, in a directory that is removed at the end.
final class ScratchCheckout {
  struct Ending {
    let status: Int32
    /// What it wrote to both of its outputs.
    let output: String
  }

  private let directory: URL

  init() throws {
    directory = URL(filePath: "/tmp/converge-scratch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    let copying = try run("bash", "-c", Self.copy, Source.repository.path, "checkout")
    guard copying.status == 0 else { throw Failure(description: copying.output) }
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// All but what `build` does not look at; times are kept, so that what was compiled stays valid.
  private static let copy = """
    set -eu
    shopt -s extglob dotglob nullglob
    mkdir -p "$1/.build"
    cp -a "$0"/!(.git|.build|.lab) "$1"
    cp -a "$0"/.build/!(release|*-linux-*|.lock) "$1/.build"
    for folder in "$0"/.build/*-linux-*; do
      to=$1/.build/${folder##*/}/debug
      mkdir -p "$to"
      cp -a "$folder"/debug/!(index|*Tests.build|*.xctest|*.product|converge|rehearse) "$to"
    done
    """

  /// Builds the program, without tests.
  ///
  /// What was compiled is valid in the place of the checkout only. So the copy is put there, in a
  /// mount namespace of its own, and only what changed is compiled; where there is no such thing,
  /// all is. It takes the options that `make build` takes, since others compile all anew, too. The
  /// lock is that of the checkout, which the running tests hold; the copy needs none.
  func build() throws -> Ending {
    try run("bash", "-c", Self.build, Source.repository.path, "\(directory.path)/checkout")
  }

  private static let build = """
    set -eu
    build='swift build --ignore-lock --product converge'
    for private in 'unshare --mount' 'unshare --map-root-user --mount'; do
      if $private mount --bind "$1" "$0" 2>/dev/null; then
        exec $private sh -c 'mount --bind "$1" "$0" && cd "$0" && exec '"$build" "$0" "$1"
      fi
    done
    cd "$1"
    rm -rf .build/*-linux-* .build/build.db
    exec $build
    """

  /// Runs what was built, with a state directory of its own.
  func converge(_ arguments: [String]) throws -> Ending {
    let remembers = ["plan", "apply"].contains(arguments.first)
    let state = remembers ? ["--state-dir", "state"] : []
    return try run(arguments: ["checkout/.build/debug/converge"] + arguments + state)
  }

  func run(_ arguments: String...) throws -> Ending { try run(arguments: arguments) }

  private func run(arguments: [String]) throws -> Ending {
    let file = directory.appending(path: ".output")
    try Data().write(to: file)
    let output = try FileHandle(forWritingTo: file)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = directory
    let own = ProcessInfo.processInfo.environment
    process.environment = own.filter { ["PATH", "HOME", "TMPDIR"].contains($0.key) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    return Ending(
      status: process.terminationStatus, output: try String(contentsOf: file, encoding: .utf8))
  }

  func write(_ text: String, to path: String) throws {
    let file = directory.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: false, encoding: .utf8)
  }

  func read(_ path: String) throws -> String {
    try String(contentsOf: directory.appending(path: path), encoding: .utf8)
  }

  /// A text of the page with the directory in the place of `/srv`.
  func placed(_ text: String) -> String {
    text.replacing("/srv/", with: "\(directory.path)/")
  }

  /// An output without what is another on each host and in each run, and without columns.
  func comparable(_ output: String) -> String {
    output.replacing("\(directory.path)/", with: "/srv/")
      .replacing(#/on \S+ ·/#, with: "on HOST ·").replacing(#/· [0-9.]+ s\n/#, with: "· TIME\n")
      .replacing(#/ +/#, with: " ")
  }
}
