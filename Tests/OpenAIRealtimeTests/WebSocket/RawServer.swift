import Foundation
import OpenAIRealtime
import RealtimeTestRig
import Testing

/// A server that shares no code with the project: Python's `ssl` and sockets. It reports each request head as
/// it came off the wire, answers, and ends the connection.
final class RawServer {
  /// What it answers.
  enum Answer: String {
    /// 101 and a Close frame.
    case open
    /// A redirect to itself.
    case redirect
    /// A refusal by 429 that repeats the key.
    case tooMany
  }

  let port: UInt16
  private let certificate: LocalCertificate
  private let process = Process()
  private let output: FileHandle

  init(answering answer: Answer = .open, host: String = "api.example") throws {
    certificate = try LocalCertificate(dnsNames: [host], addresses: [])
    let pem = FileManager.default.temporaryDirectory.appending(path: "raw-server-\(UUID().uuidString).pem")
    try Data(certificate.pem).write(to: pem)
    defer { try? FileManager.default.removeItem(at: pem) }
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-u", "-c", Self.script, pem.path, answer.rawValue]
    process.standardOutput = pipe
    try process.run()
    output = pipe.fileHandleForReading
    port = try #require(UInt16(Self.line(from: output)))
  }

  deinit {
    end()
  }

  /// Options that lead every connection to this server.
  var options: RealtimeOptions { RealtimeOptions(certificate, port: port) }

  /// The lines of the next request head, without what differs in every handshake.
  func nextHead() throws -> [String] {
    let lines = try JSONDecoder().decode([String].self, from: Data(Self.line(from: output).utf8))
    return lines.filter { !$0.hasPrefix("Sec-WebSocket-Key: ") }
  }

  /// How many requests have come in all; ends the server.
  func requestCount() throws -> Int {
    end()
    let rest = try output.readToEnd() ?? Data()
    return String(decoding: rest, as: UTF8.self).split(separator: "\n").count
  }

  /// Not `terminate()`: a child inherits the signals that the thread which starts it has blocked, SIGTERM
  /// among them.
  private func end() {
    kill(process.processIdentifier, SIGKILL)
  }

  private static func line(from handle: FileHandle) -> String {
    var line = Data()
    while let byte = try? handle.read(upToCount: 1), !byte.isEmpty, byte != Data("\n".utf8) { line += byte }
    return String(decoding: line, as: UTF8.self)
  }

  private static let script = #"""
    import base64, hashlib, json, socket, ssl, sys
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1])
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1])
    while True:
        raw, _ = listener.accept()
        with context.wrap_socket(raw, server_side=True) as connection:
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(1)
            lines = head.decode("latin-1").split("\r\n")[:-2]
            print(json.dumps(lines))
            if sys.argv[2] == "redirect":
                connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: https://api.example/other\r\n"
                                   b"Content-Length: 0\r\nConnection: close\r\n\r\n")
                continue
            if sys.argv[2] == "tooMany":
                token = [line.split(" ")[-1] for line in lines if line.lower().startswith("authorization:")][0]
                body = json.dumps({"error": {"message": "Slow down, " + token, "type": "requests", "param": None}})
                connection.sendall(("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nX-Request-Id: req_raw\r\n"
                                    f"Content-Length: {len(body)}\r\n\r\n{body}").encode())
                continue
            key = [line.split(": ", 1)[1] for line in lines if line.lower().startswith("sec-websocket-key:")][0]
            digest = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
            connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                               b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n\x88\x02\x03\xe8")
            connection.recv(4096)
    """#
}
