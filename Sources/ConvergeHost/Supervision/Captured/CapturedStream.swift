internal import ConvergeCore
internal import Glibc

/// One of the outputs of a supervised program: on disk, its two ends, its size and its digest, all
/// without secrets.
struct CapturedStream: ~Copyable {
  private static let endBytes = 4096

  private var mask: SecretMask
  private var digest = DigestStream()
  private var ends = BoundedOutput(limit: CapturedStream.endBytes)
  private var totalBytes: Int64 = 0
  private var file: OutputFile

  init(to file: consuming OutputFile, secrets: [[UInt8]]) {
    self.file = file
    mask = SecretMask(secrets)
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) { keep(mask.pass(bytes)) }

  /// To be called once, at the end.
  mutating func finish() -> SupervisedEnd.Stream {
    keep(mask.finish())
    file.finish()
    var stream = SupervisedEnd.Stream()
    stream.totalBytes = totalBytes
    stream.sha256 = digest.finish().hexadecimal
    stream.first = String(decoding: ends.first, as: UTF8.self)
    stream.last = String(decoding: ends.last, as: UTF8.self)
    stream.missingBytes = file.missingBytes
    if file.failure != 0 { stream.complaint = SystemFailure.text(file.failure) }
    return stream
  }

  private mutating func keep(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes {
      digest.update($0)
      ends.append($0)
      file.append($0)
    }
    totalBytes += Int64(bytes.count)
  }
}
