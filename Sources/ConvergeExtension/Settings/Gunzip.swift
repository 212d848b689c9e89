internal import CZlib

/// Takes gzip's wrapping off (RFC 1952), of one member or several.
enum Gunzip {
  enum Problem: Error {
    /// It is no gzip, or its check sum does not fit.
    case damaged
    /// It ends too early.
    case cutOff
    /// What is in it is longer than the limit, however short it is itself.
    case tooLarge
  }

  /// Whether bytes begin as gzip does.
  static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// What is in it, at most `limitBytes`.
  static func unpack(_ packed: [UInt8], limitBytes: Int) throws(Problem) -> [UInt8] {
    var stream = z_stream()
    // 16: with gzip's header and check sum.
    guard
      inflateInit2_(
        &stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .damaged }
    defer { inflateEnd(&stream) }
    var packed = packed
    let result = packed.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(clamping: input.count)
      return Result { () throws(Problem) in try inflate(&stream, limitBytes: limitBytes) }
    }
    return try result.get()
  }

  private static func inflate(
    _ stream: inout z_stream, limitBytes: Int
  ) throws(Problem) -> [UInt8] {
    var unpacked: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let code = buffer.withUnsafeMutableBufferPointer { output in
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(clamping: output.count)
        return CZlib.inflate(&stream, Z_NO_FLUSH)
      }
      unpacked += buffer[..<(buffer.count - Int(stream.avail_out))]
      guard unpacked.count <= limitBytes else { throw .tooLarge }
      switch code {
      case Z_STREAM_END:
        if stream.avail_in == 0 { return unpacked }
        guard inflateReset(&stream) == Z_OK else { throw .damaged }
      case Z_OK: break
      case Z_BUF_ERROR: throw .cutOff
      default: throw .damaged
      }
    }
  }
}
