package import ConvergeCore

/// What an extension's settings ask for, every rule checked.
package struct ExtensionSettings: Sendable, Equatable {
  /// Whose contract they follow.
  package enum Form: String, Sendable {
    case customScript = "custom_script"
    case runCommand = "run_command"
  }

  package enum Program: Sendable, Equatable {
    /// A line for `/bin/sh -c`.
    case command(String)
    case script([UInt8])
    /// One of the files, by its name.
    case file(String)
  }

  /// A file that is fetched first.
  package struct File: Sendable, Equatable {
    package let address: WebAddress
    package let name: String
  }

  /// A named parameter: a variable of the environment.
  package struct Parameter: Sendable, Equatable {
    package let name: String
    package let value: String
    package let isProtected: Bool
  }

  package var form = Form.customScript
  package var program: Program
  /// Whether it stands in the protected settings, and is neither shown nor written to disk.
  package var isProgramProtected = false
  package var files: [File] = []
  /// Whether CRLF and byte-order marks go (`skipDos2Unix`).
  package var convertsText = true
  /// `timestamp`: another one runs it again.
  package var trigger: String?
  package var storage: StorageAccount?
  package var parameters: [Parameter] = []
  /// Parameters without a name.
  package var arguments: [String] = []
  package var user: String?
  package var timeout: Duration?
  package var isAsynchronous = false
  package var failsDeployment = true
  /// What is to be told of the settings that is no error.
  package var notes: [String] = []
  /// What is replaced wherever the program writes it.
  package var secrets: [String] = []

  package init(_ program: Program) { self.program = program }

  /// Whether nothing is to run, and what runs under this name is to end: a run command whose script
  /// is empty.
  package var endsWhatRuns: Bool { form == .runCommand && program == .script([]) }
}

/// An account whose blobs are read with its key.
package struct StorageAccount: Sendable, Equatable {
  package let name: String
  package let key: [UInt8]

  package init(name: String, key: [UInt8]) {
    self.name = name
    self.key = key
  }
}
