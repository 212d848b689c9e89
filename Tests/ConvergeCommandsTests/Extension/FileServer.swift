import Foundation

/// A server of the files in a directory of its own, with faults by the first part of a path.
///
/// `/half/NAME` breaks the first transfer off in the middle. As a proxy it is every host, and gives a
/// blob only to whoever signs for it with `key`.
final class FileServer {
  let program: ProgramUnderTest
  let port: Int
  private let process: Int32

  static let account = "stores"
  static let key = "YSBzZWNyZXQga2V5IG9mIHRoaXJ0eS10d28gYnl0ZXM="

  private static let script = """
    import base64, hashlib, hmac, http.server, os, sys
    # What was started beside it must not be held open by it.
    if os.fork(): os._exit(0)
    os.setsid()
    os.closerange(3, 1024)
    seen = set()
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def log_message(self, *words): pass
        def do_GET(self):
            path = self.path
            if path.startswith("http://"):
                path = "/" + path[7:].partition("/")[2]
                if not self.signed(path): return self.send_error(403)
            parts = path.partition("?")[0].strip("/").split("/")
            try: body = open(parts[-1], "rb").read()
            except OSError: return self.send_error(404)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if parts[0] == "half" and path not in seen:
                seen.add(path)
                self.wfile.write(body[:len(body) // 2])
                self.wfile.flush()
                self.close_connection = True
                self.connection.shutdown(2)
                return
            self.wfile.write(body)
        def signed(self, path):
            date, version = self.headers["x-ms-date"], self.headers["x-ms-version"]
            text = "GET" + "\\n" * 12 + f"x-ms-date:{date}\\nx-ms-version:{version}\\n/stores{path}"
            code = hmac.new(base64.b64decode(sys.argv[1]), text.encode(), hashlib.sha256).digest()
            wanted = "SharedKey stores:" + base64.b64encode(code).decode()
            return self.headers["Authorization"] == wanted
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    open(".port~", "w").write(f"{server.server_address[1]} {os.getpid()}")
    os.rename(".port~", ".port")
    server.serve_forever()
    """

  init() throws {
    program = try ProgramUnderTest()
    try program.write("server.py", Self.script)
    let ending = try program.shell(
      "python3 server.py '\(Self.key)'; until test -e .port; do sleep 0.02; done; cat .port")
    let numbers = ending.output.split(separator: " ").compactMap { Int32($0) }
    guard numbers.count == 2 else { throw CocoaError(.fileReadUnknown) }
    (port, process) = (Int(numbers[0]), numbers[1])
  }

  /// KILL, since a child of the tests may have TERM blocked.
  func stop() { kill(process, SIGKILL) }
}
