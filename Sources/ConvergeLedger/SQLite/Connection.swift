internal import CSQLite
internal import ConvergeCore

/// An open database, with the statements that were used on it; used by one thread at a time.
struct Connection: ~Copyable {
  /// A value for a `?`.
  enum Value {
    case text(String)
    case integer(Int64)
    case real(Double)
    case null
  }

  /// The row that a statement stands on; only for as long as it stands there.
  struct Row: ~Copyable {
    fileprivate let statement: OpaquePointer

    func text(_ column: Int32) -> String {
      guard let bytes = sqlite3_column_text(statement, column) else { return "" }
      let count = Int(sqlite3_column_bytes(statement, column))
      return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }
  }

  /// How long to wait for somebody else who writes.
  private static let patienceMilliseconds: Int32 = 5000

  /// The file, for messages.
  let path: String
  private let handle: OpaquePointer
  private var statements: [String: OpaquePointer] = [:]

  /// Opens a database that exists.
  ///
  /// - Parameter name: a path, or a `file:` URI where `flags` say so (sqlite3_open_v2).
  init(_ name: String, flags: Int32, path: String) throws(HostError) {
    var opened: OpaquePointer?
    let status = sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
    guard status == SQLITE_OK, let opened else {
      let error = Self.error(status, on: opened, "open", path)
      sqlite3_close_v2(opened)
      throw error
    }
    self.path = path
    handle = opened
    sqlite3_extended_result_codes(opened, 1)
    sqlite3_busy_timeout(opened, Self.patienceMilliseconds)
    // The checkpoint of a last close would cost every run its syncs.
    _ = converge_sqlite_keep_wal_on_close(opened)
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// Runs a statement to its end.
  mutating func execute(_ sql: String, _ values: Value...) throws(HostError) {
    try each(sql, values) { _ in }
  }

  /// Runs a query and gives each of its rows to `body`.
  mutating func each(
    _ sql: String, _ values: [Value] = [], row body: (borrowing Row) -> Void
  ) throws(HostError) {
    let statement = try prepared(sql)
    defer { sqlite3_reset(statement) }
    for (index, value) in zip(Int32(1)..., values) { try bind(value, to: statement, at: index) }
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: body(Row(statement: statement))
      case SQLITE_DONE: return
      case let status: throw error(status, sql)
      }
    }
  }

  /// Runs several statements that are used once, as those of a schema.
  mutating func executeScript(_ sql: String) throws(HostError) {
    let status = sqlite3_exec(handle, sql, nil, nil, nil)
    guard status == SQLITE_OK else { throw error(status, sql) }
  }

  /// Takes back a transaction that failed; some failures have done so already.
  mutating func rollBack() {
    if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
  }

  private mutating func prepared(_ sql: String) throws(HostError) -> OpaquePointer {
    if let statement = statements[sql] { return statement }
    var made: OpaquePointer?
    let status = sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
    guard status == SQLITE_OK, let made else { throw error(status, sql) }
    statements[sql] = made
    return made
  }

  private func bind(
    _ value: Value, to statement: OpaquePointer, at index: Int32
  ) throws(HostError) {
    let status: Int32
    switch value {
    case .integer(let number): status = sqlite3_bind_int64(statement, index, number)
    case .real(let number): status = sqlite3_bind_double(statement, index, number)
    case .null: status = sqlite3_bind_null(statement, index)
    case .text(var text):
      status = text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          guard let start = $0.baseAddress else {
            return converge_sqlite_bind_text(statement, index, "", 0)
          }
          return converge_sqlite_bind_text(statement, index, start, Int32(clamping: $0.count))
        }
      }
    }
    guard status == SQLITE_OK else { throw error(status, "SELECT") }
  }

  private func error(_ status: Int32, _ sql: String) -> HostError {
    let isReading = sql.hasPrefix("SELECT") || sql.hasPrefix("PRAGMA")
    return Self.error(status, on: handle, isReading ? "read" : "write", path)
  }
}
