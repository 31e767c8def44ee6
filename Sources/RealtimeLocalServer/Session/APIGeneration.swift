/// Which generation of the Realtime API a connection speaks. The beta one is asked for by `OpenAI-Beta: realtime=v1`.
public enum APIGeneration: Sendable, Hashable {
  case general
  case beta
}
