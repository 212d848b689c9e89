import Foundation
import Testing

/// The rules of the fields, each broken once: 65, and nothing runs.
@Suite struct HookSettingsTests {
  private static let key = Data("a key".utf8).base64EncodedString()
  private static let blob = "https://stores.blob.core.windows.net/c/a.sh"

  static let wrong: [(String, String)] = [
    ("[]", "settings must be an object"), ("{}", "nothing is to be run"), ("", "no settings in it"),
    (#"{"commandToExecute": "a", "#, "1:"),
    (#"{"commandToExecute": "a", "commandToExecute": "b"}"#, "commandToExecute"),
    (#"{"commandToExecute": "a", "other": 1}"#, "'publicSettings' has no field 'other'"),
    (#"{"commandToExecut": "a"}"#, "did you mean 'commandToExecute'?"),
    (#"{"commandToExecute": 5}"#, "'commandToExecute' must be text"),
    (#"{"commandToExecute": ""}"#, "'commandToExecute' is empty"),
    (#"{"commandToExecute": "a", "script": "ZWNobwo="}"#, "exclude each other"),
    (both(#"{"commandToExecute": "a"}"#, #"{"commandToExecute": "b"}"#), "stands in both"),
    (both(#"{"commandToExecute": "a"}"#, #"{"script": "ZWNobwo="}"#), "exclude each other"),
    (both("{}", "{}"), "nothing is to be run"),
    (both(#"{"commandToExecute": "a"}"#, #"{"hunter2": "x"}"#), "a field that is not known"),
    (both(#"{"commandToExecute": "a"}"#, #"{"timestamp": 1}"#), "belongs into 'publicSettings'"),
    (
      both(#"{"commandToExecute": "a"}"#, #"{"skipDos2Unix": true}"#),
      "belongs into 'publicSettings'"
    ),
    (#"{"commandToExecute": "a", "storageAccountKey": "x"}"#, "belongs into 'protectedSettings'"),
    (#"{"script": "not base64"}"#, "must be base64"), (#"{"script": "ZWNobw"}"#, "must be base64"),
    (#"{"script": "H4sIAAAAAAAAA0tNzsgHAA=="}"#, "whose end is missing"),
    (#"{"script": "H4sIAAAAAAAAA0tNzsjnAgDIqsvaBQAAAA=="}"#, "is damaged"),
    (#"{"script": "\#(String(repeating: "QUFB", count: 65_537))"}"#, "262148 bytes"),
    (#"{"commandToExecute": "a", "timestamp": "x"}"#, "'timestamp' must be a whole number"),
    (#"{"commandToExecute": "a", "timestamp": 1.5}"#, "'timestamp' must be a whole number"),
    (#"{"commandToExecute": "a", "skipDos2Unix": "no"}"#, "'skipDos2Unix' must be true or false"),
    (#"{"commandToExecute": "a", "fileUris": "x"}"#, "'fileUris' must be a list"),
    (#"{"commandToExecute": "a", "fileUris": [5]}"#, "'fileUris' must be a list of URIs"),
    (#"{"commandToExecute": "a", "fileUris": ["ftp://a/b"]}"#, "it must be 'https' or 'http'"),
    (#"{"commandToExecute": "a", "fileUris": ["https://a/"]}"#, "gives the file no name"),
    (
      #"{"commandToExecute": "a", "fileUris": ["https://a/x?1", "https://b/x?2"]}"#,
      "another file has the same name"
    ),
    (
      both(
        #"{"commandToExecute": "a", "fileUris": ["https://a/x"]}"#,
        #"{"fileUris": ["https://a/y"]}"#), "'fileUris' stands in both"
    ),
    (account(#""storageAccountName": "stores""#), "need each other"),
    (account(#""storageAccountKey": "\#(key)""#), "need each other"),
    (account(#""storageAccountName": "St", "storageAccountKey": "\#(key)""#), "is no name of a"),
    (account(#""storageAccountName": "stores", "storageAccountKey": "?""#), "must be base64"),
    (
      account(
        #""storageAccountName": "stores", "storageAccountKey": "\#(key)""#,
        uri: "https://example.org/c/a.sh"), "must be a blob of that account"
    ),
    (account(#""managedIdentity": {}"#), "'managedIdentity' is not supported"),
    (account(#""managedIdentity": {"clientId": "a", "objectId": "b"}"#), "exclude each other"),
    (
      account(
        #""managedIdentity": {}, "storageAccountName": "stores", "storageAccountKey": "\#(key)""#),
      "a storage account's key exclude"
    ),
    (#"{"runtimeSettings": []}"#, "a list of one object"),
    (#"{"runtimeSettings": [{}]}"#, "'handlerSettings' must be an object"),
    (handler(#""protectedSettings": "?""#), "'protectedSettings' must be base64"),
    (handler(#""protectedSettings": "QUFB""#), "needs 'protectedSettingsCertThumbprint'"),
    (
      handler(
        #""protectedSettings": "QUFB", "protectedSettingsCertThumbprint": "../../etc/passwd""#),
      "is no thumbprint"
    ),
    (#"{"source": {}}"#, "has nothing to run"),
    (#"{"source": {"commandId": "X"}}"#, "'commandId' names a script of the cloud's own"),
    (#"{"source": {"script": "a", "scriptUri": "https://a/b"}}"#, "exclude each other"),
    (#"{"source": {"scriptUri": ""}}"#, "'scriptUri' is empty"),
    (#"{"source": {"script": "a"}, "commandToExecute": "b"}"#, "custom-script form"),
    (#"{"source": {"script": "a"}, "outputBlobUri": "https://a/b"}"#, "writes to no blobs"),
    (#"{"source": {"script": "a"}, "installAsService": true}"#, "not supported"),
    (#"{"source": {"script": "a"}, "timeoutInSeconds": -1}"#, "from 0 to"),
    (#"{"source": {"script": "a"}, "parameters": [{"name": "a b", "value": "x"}]}"#, "a variable"),
    (#"{"source": {"script": "a"}, "parameters": [{"name": "A"}]}"#, "needs a 'value'"),
    (
      both(
        #"{"source": {"script": "a"}}"#, #"{"protectedParameters": [{"value": "hunter2"}]}"#),
      "arguments can be seen by every user"
    ),
    (
      #"{"source": {"script": "a"}, "artifacts": [{"id": 1, "fileName": "../x", "uri": "https://a/b"}]}"#,
      "has a slash in it"
    ),
  ]

  private static func both(_ own: String, _ protected: String) -> String {
    #"{"publicSettings": \#(own), "protectedSettings": \#(protected)}"#
  }

  private static func account(_ fields: String, uri: String = blob) -> String {
    both(#"{"commandToExecute": "a", "fileUris": ["\#(uri)"]}"#, "{\(fields)}")
  }

  private static func handler(_ fields: String) -> String {
    """
    {"runtimeSettings": [{"handlerSettings": {
      "publicSettings": {"commandToExecute": "a"}, \(fields)}}]}
    """
  }

  @Test(arguments: wrong)
  func `settings that break a rule are refused with the reason, and nothing is made`(
    settings: String, reason: String
  ) throws {
    let bench = try ExtensionBench()
    let ending = try bench.run(settings)
    #expect(ending.status == 65, "\(ending)")
    #expect(ending.error.contains(reason), "\(ending.error)")
    #expect(ending.error.contains("web.json:1:") || ending.error.contains("web.json:2:"))
    #expect(!ending.error.contains("hunter2"))
    #expect(!bench.exists("state"))
  }

  @Test func `all that is wrong is told at once`() throws {
    let ending = try ExtensionBench().run(
      #"{"commandToExecute": 5, "script": "?", "timestamp": "x", "fileUris": [1], "no": 0}"#)
    #expect(ending.status == 65)
    for reason in [
      "'commandToExecute' must be text", "must be base64", "exclude each other",
      "must be a whole number", "a list of URIs", "no field 'no'",
    ] {
      #expect(ending.error.contains(reason), "\(ending.error)")
    }
    #expect(ending.error.contains("6 problems"), "\(ending.error)")
  }

  @Test func `gzip that unpacks to more than it may is refused`() throws {
    let bench = try ExtensionBench()
    let ending = try bench.program.shell(
      """
      printf '{"script": "%s"}' "$(head -c 20000000 /dev/zero | gzip -9 | base64 -w0)" > bomb.json
      $CONVERGE hook run bomb.json $STATE
      """)
    #expect(ending.status == 65, "\(ending)")
    #expect(ending.error.contains("unpacks to more than 16 MiB"), "\(ending)")
  }

  @Test func `a script runs by what its first line names, packed or not`() throws {
    let bench = try ExtensionBench()
    for (name, pack) in [("plain", "cat"), ("packed", "gzip -c")] {
      let ending = try bench.program.shell(
        """
        printf '\\357\\273\\277#!/bin/bash -u\\r\\necho "$BASH_VERSION" | grep -c .\\r\\n' | \(pack) \
        | base64 -w0 > text
        printf '{"script": "%s"}' "$(cat text)" > \(name).json
        $CONVERGE hook run \(name).json $STATE
        """)
      #expect(ending.output == "extension/\(name)  run 1  ok\n[stdout]\n1\n", "\(ending)")
    }
  }

  @Test func `an emoji that JSON writes as two surrogates is no error`() throws {
    let ending = try ExtensionBench().run(#"{"commandToExecute": "echo \ud83d\ude00"}"#)
    #expect(ending.output.contains("😀"), "\(ending)")
  }
}
