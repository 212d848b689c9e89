package import ConvergeCore

/// What a handler tells of its settings: the content of `N.status`.
package struct HandlerStatus: Sendable, Equatable {
  package enum Word: String, Sendable { case transitioning, success, error }

  /// Above this a platform cuts the message to 1 KiB.
  package static let limitBytes = 120 << 10
  /// What is told of an output: its end.
  package static let tailBytes = 4 << 10

  package var word: Word
  package var code: Int
  package var message: String

  package init(_ word: Word, code: Int = 0, message: String) {
    self.word = word
    self.code = code
    self.message = message
  }

  /// The file's text.
  ///
  /// - Parameter time: RFC 3339, UTC.
  package func json(at time: String) -> String {
    var text = json(message, at: time)
    var message = message
    while text.utf8.count > Self.limitBytes, !message.isEmpty {
      message = String(message.unicodeScalars.suffix(message.unicodeScalars.count / 2))
      text = json(message, at: time)
    }
    return text
  }

  private func json(_ message: String, at time: String) -> String {
    let formatted: Value = .record(["lang": "en", "message": .text(message)])
    return Value.list([
      .record([
        "version": .float(1.0), "timestampUTC": .text(time),
        "status": .record([
          "operation": "Enable", "status": .text(word.rawValue), "code": .integer(Int64(code)),
          "formattedMessage": formatted,
        ]),
      ])
    ]).jsonText(isIndented: true) + "\n"
  }

  /// Whether a file says that its settings are still under way.
  package static func isTransitioning(
    _ name: String, in folder: String, on host: Host
  ) -> Bool {
    guard let folder = try? host.files.resolve(folder),
      let bytes = try? host.files.read("\(folder)/\(name)", limitBytes: 1 << 20),
      let status = (try? Value(json: bytes))?.list?.first?["status"]
    else { return false }
    return status["status"]?.text == Word.transitioning.rawValue
  }

  /// Writes the file, whole.
  package func write(
    to name: String, in folder: String, on host: Host
  ) throws(HostError) {
    try HandlerFile.write(json(at: timestamp(host.clock.now())), to: name, in: folder, on: host)
  }
}
