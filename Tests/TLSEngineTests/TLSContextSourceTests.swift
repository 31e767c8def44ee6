import Foundation
import Testing

@testable import TLSEngine

@Suite struct TLSContextSourceTests {
  @Test func `certificates changed on disk are used by the next connection and not before they fit`() throws {
    let authority = try TestAuthority()
    let directory = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let chain = directory.appending(path: "chain.pem")
    let key = directory.appending(path: "key.pem")
    let first = try authority.root.issue(.init(dnsNames: ["first.test"]))
    let second = try authority.root.issue(.init(dnsNames: ["second.test"]))
    try Data(first.chain).write(to: chain)
    try Data(first.privateKey).write(to: key)

    let source = try TLSContextSource(
      server: .server(
        identity: TLSIdentity(certificateChain: .file(path: chain.path), privateKey: .file(path: key.path))))
    let original = source.current()
    #expect(source.current() === original)
    #expect(try accepts(original, "first.test", authority))

    // Replaced as renewal tools do it: written beside, then renamed; the key a moment before the chain.
    try Data(second.privateKey).write(to: key, options: .atomic)
    #expect(source.current() === original)
    #expect(source.reloadFailure?.kind == .configuration)
    try Data(second.chain).write(to: chain, options: .atomic)
    let renewed = source.current()
    #expect(renewed !== original)
    #expect(source.reloadFailure == nil)
    #expect(try accepts(renewed, "second.test", authority))
    #expect(source.current() === renewed)

    try FileManager.default.removeItem(at: key)
    #expect(source.current() === renewed)
    #expect(source.reloadFailure?.kind == .configuration)
  }

  @Test func `a configuration without files is made once`() throws {
    let authority = try TestAuthority()
    var configuration = TLSConfiguration()
    configuration.trustRoots = .only([.bytes(authority.root.certificate)])
    let source = try TLSContextSource(client: configuration)
    #expect(source.current() === source.current())
  }

  private func accepts(_ server: TLSContext, _ name: String, _ authority: TestAuthority) throws -> Bool {
    let pair = try EnginePair(client: authority.clientContext(), server: server, name: name)
    try pair.connect()
    return pair.client.engine.isEstablished
  }
}
