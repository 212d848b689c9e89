import Foundation
import Testing

/// A directory with a site in it, two keys made by ssh-keygen, and who may sign.
struct BundleHouse {
  let program: ProgramUnderTest

  init() throws {
    program = try ProgramUnderTest()
    let made = try program.shell(
      """
      set -e
      for name in alice bob; do
        ssh-keygen -q -t ed25519 -N '' -C $name -f $name
        echo "$name $(cat $name.pub)" > signers.$name
      done
      mkdir -p site/files site/.git
      echo 'name: web' > site/manifest.yml
      echo 'files: { /tmp/x: { source: files/x } }' >> site/manifest.yml
      echo hello > site/files/x
      printf '#!/bin/sh\\n' > site/files/run.sh
      chmod 755 site/files/run.sh
      echo secret > site/.git/config
      """)
    try #require(made.status == 0, "\(made)")
  }

  /// Makes `web.bundle`, at a fixed time.
  func create(
    _ options: String = "--version 7 --expires 90d --key alice", _ directory: String = "site",
    output: String = "web.bundle", environment: [String: String] = [:]
  ) throws -> ProgramUnderTest.Ending {
    try program.shell(
      "$CONVERGE bundle create \(directory) -o \(output) \(options) $STATE",
      environment: ["SOURCE_DATE_EPOCH": "4000000000"].merging(environment) { $1 })
  }

  func verify(_ options: String = "--signers signers.alice") throws -> ProgramUnderTest.Ending {
    try program.shell("$CONVERGE bundle verify web.bundle \(options)")
  }
}
