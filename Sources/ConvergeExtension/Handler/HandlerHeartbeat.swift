package import ConvergeCore

/// That a handler is there: the content of its heartbeat file, which is dead when it is ten minutes
/// old.
package struct HandlerHeartbeat: Sendable, Equatable {
  private let message: String

  package init(_ message: String) { self.message = message }

  package var json: String {
    Value.list([
      .record([
        "version": .float(1.0),
        "heartbeat": .record([
          "status": "ready", "code": 0,
          "formattedMessage": .record(["lang": "en", "message": .text(message)]),
        ]),
      ])
    ]).jsonText(isIndented: true) + "\n"
  }

  /// Writes the file, whole.
  ///
  /// - Parameter path: absolute.
  package func write(to path: String, on host: Host) throws(HostError) {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    try HandlerFile.write(
      json, to: String(path[path.index(after: slash)...]), in: String(path[..<slash]), on: host)
  }
}
