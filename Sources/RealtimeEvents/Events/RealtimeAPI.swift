/// Which generation of the Realtime API a connection speaks.
public enum RealtimeAPI: Sendable, Hashable {
  /// The generally available API.
  case ga
  /// The API before it: adds `OpenAI-Beta: realtime=v1`, and on Azure uses the path with `api-version`.
  ///
  /// OpenAI ended it on 2026-05-12: its service opens the connection, says `beta_api_shape_disabled` in an `error`
  /// event and closes with code 4000. It lives on in Azure's preview versions, and in proxies and servers that kept it.
  case beta
}
