internal import ConvergeSignatures

/// The `script` of settings: base64, with gzip inside where it begins so.
enum ScriptText {
  /// Of the text as it is written.
  static let limitBytes = 256 << 10
  /// Of what is packed in it.
  static let unpackedLimitBytes = 16 << 20

  /// The script; what is wrong with the text is thrown, without any of it.
  static func bytes(of text: String) throws(ScriptProblem) -> [UInt8] {
    guard text.utf8.count <= limitBytes else { throw ScriptProblem(Message.long(text.utf8.count)) }
    guard let decoded = Base64Text.decoded(text.utf8) else { throw ScriptProblem(Message.base64) }
    guard !decoded.isEmpty else { throw ScriptProblem(Message.empty) }
    guard Gunzip.isGzip(decoded) else { return decoded }
    let script: [UInt8]
    do throws(Gunzip.Problem) {
      script = try Gunzip.unpack(decoded, limitBytes: unpackedLimitBytes)
    } catch {
      switch error {
      case .damaged: throw ScriptProblem(Message.damaged)
      case .cutOff: throw ScriptProblem(Message.cutOff)
      case .tooLarge: throw ScriptProblem(Message.bomb)
      }
    }
    guard !script.isEmpty else { throw ScriptProblem(Message.empty) }
    return script
  }
}

/// What is wrong with a script; its words never hold any of it.
struct ScriptProblem: Error, Equatable {
  let message: String
  init(_ message: String) { self.message = message }
}

private enum Message {
  static func long(_ count: Int) -> String {
    "'script' has \(count) bytes of base64, and may have \(ScriptText.limitBytes) (256 KiB)"
  }
  static let base64 = "'script' must be base64 (RFC 4648, section 4), and is not"
  static let empty = "'script' is empty"
  static let damaged = "'script' begins as gzip does, and is damaged"
  static let cutOff = "'script' is gzip whose end is missing"
  static let bomb = "'script' unpacks to more than 16 MiB"
}
