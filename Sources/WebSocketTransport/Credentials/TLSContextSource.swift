internal import RealtimeReactor
internal import RealtimeTLS

/// The context of a configuration, which follows its files: certificates, keys and roots that are replaced on disk are
/// used by the next connection, without a restart.
///
/// Connections that exist keep the context they were made with. While the files cannot be used, for example because a
/// key was replaced a moment before its certificate, the last good context stays in use and `reloadFailure` says why.
/// Thread-safe; its lock is taken when connecting or accepting only.
final class TLSContextSource: Sendable {
  private struct State {
    var context: TLSContext
    var stamps: [FileStamp]
    var checkedAt: Duration
    var reloadFailure: TLSError?
  }

  let configuration: TLSConfiguration
  private let role: TLSContext.Role
  private let paths: [String]
  private let state: PosixMutex<State>

  /// - Parameter now: monotonic; the same clock as for `current`.
  init(_ role: TLSContext.Role, _ configuration: TLSConfiguration, now: Duration) throws(TLSError) {
    self.role = role
    self.configuration = configuration
    paths = configuration.filePaths
    // Taken before the files are read: a change in between is noticed at the next look.
    let stamps = paths.map(FileStamp.init)
    let context = try Self.makeContext(role, configuration)
    state = PosixMutex(State(context: context, stamps: stamps, checkedAt: now))
  }

  /// Why the files as they are now are not in use; `nil` when they are.
  var reloadFailure: TLSError? { state.withLock { $0.reloadFailure } }

  /// The context for the next connection. When it is time, looks at the files' dates, which takes microseconds, and
  /// reads the files if one has changed.
  func current(now: Duration) -> TLSContext {
    let (context, stampsToCheck) = state.withLock { state -> (TLSContext, [FileStamp]?) in
      guard !paths.isEmpty, now - state.checkedAt >= configuration.fileCheckInterval else {
        return (state.context, nil)
      }
      state.checkedAt = now
      return (state.context, state.stamps)
    }
    guard let stampsToCheck else { return context }
    // Outside the lock: others connect with what there is meanwhile.
    let latest = paths.map(FileStamp.init)
    return latest == stampsToCheck ? context : reload(latest)
  }

  private static func makeContext(
    _ role: TLSContext.Role, _ configuration: TLSConfiguration
  ) throws(TLSError) -> TLSContext {
    switch role {
    case .client: try TLSContext(client: configuration, systemStores: configuration.systemStores)
    case .server: try TLSContext(server: configuration, systemStores: configuration.systemStores)
    }
  }

  private func reload(_ stamps: [FileStamp]) -> TLSContext {
    let result = Result { () throws(TLSError) in try Self.makeContext(role, configuration) }
    return state.withLock { state in
      state.stamps = stamps
      switch result {
      case .success(let context):
        state.context = context
        state.reloadFailure = nil
      case .failure(let error): state.reloadFailure = error
      }
      return state.context
    }
  }
}

// MARK: - Shared by all connections of the process

extension TLSContextSource {
  /// The sources of clients, so that a configuration's files are read once and its trust roots are in memory once,
  /// however many connections and loops use it.
  static let clients = Shared()

  final class Shared: Sendable {
    /// Enough for every identity a gateway is likely to have; the one used longest ago goes first.
    static let maximumSourceCount = 32

    private let sources = PosixMutex<[TLSContextSource]>([])

    init() {}

    /// The source for `configuration`, made now if this is its first use.
    func source(for configuration: TLSConfiguration, now: Duration) throws(TLSError) -> TLSContextSource {
      if let source = find(configuration) { return source }
      // Made outside the lock: it reads files. Two threads may both make one; either is right.
      let source = try TLSContextSource(.client, configuration, now: now)
      guard configuration.keyLog == nil else { return source }
      sources.withLock { sources in
        sources.append(source)
        if sources.count > Self.maximumSourceCount { sources.removeFirst() }
      }
      return source
    }

    private func find(_ configuration: TLSConfiguration) -> TLSContextSource? {
      sources.withLock { sources in
        guard let index = sources.firstIndex(where: { $0.configuration.makesSameContext(as: configuration) })
        else { return nil }
        let source = sources.remove(at: index)
        sources.append(source)
        return source
      }
    }
  }
}

extension TLSConfiguration {
  /// Closures cannot be compared, so a configuration that logs keys is like no other.
  func makesSameContext(as other: TLSConfiguration) -> Bool {
    keyLog == nil && other.keyLog == nil
      && minimumVersion == other.minimumVersion && maximumVersion == other.maximumVersion
      && trustRoots == other.trustRoots && identity == other.identity
      && acceptsPartialChains == other.acceptsPartialChains
      && applicationProtocols == other.applicationProtocols && cipherOrder == other.cipherOrder
      && fileCheckInterval == other.fileCheckInterval
      && clientCertificateRequest == other.clientCertificateRequest
      && dangerouslyDisableCertificateVerification == other.dangerouslyDisableCertificateVerification
  }

  fileprivate var systemStores: [TrustStore] {
    switch trustRoots {
    case .system, .systemAnd: TrustStoreLocations.ofThisSystem
    case .only: []
    }
  }

  /// Every file and folder that a context made from this reads.
  fileprivate var filePaths: [String] {
    var sources: [PEMSource] = []
    if let identity { sources += [identity.certificateChain, identity.privateKey] }
    switch trustRoots {
    case .system: break
    case .systemAnd(let roots), .only(let roots): sources += roots
    }
    var paths = systemStores.map(\.path)
    for case .file(let path) in sources { paths.append(path) }
    return paths
  }
}
