/// A large value that most sessions never have: kept apart, so that its absence takes a pointer and not its size.
indirect enum Rare<Value> {
  case absent
  case present(Value)

  var value: Value? {
    switch self {
    case .absent: nil
    case .present(let value): value
    }
  }
}
