/// First in, first out, in memory that is used again, each item with its size. For one thread at a time.
// A class with pointers, all of it private: in generic code that is not specialised a method of a value looks the
// value's type up at every call, an array of elements looks up its own, and arrays and wider access are checked for
// exclusivity. Safe: the pointers are to `placeCount` places each, and `first` is one of them.
@safe
final class Ring<Element> {
  /// Those of `count` items are initialised, from `first` on and around the end.
  private var places: UnsafeMutablePointer<Element>
  /// The same of their sizes.
  private var byteCounts: UnsafeMutablePointer<Int>
  /// A power of two.
  private var placeCount: Int
  private var first = 0
  private(set) var count = 0

  init(placeCount: Int = 8) {
    self.placeCount = placeCount
    unsafe places = .allocate(capacity: placeCount)
    unsafe byteCounts = .allocate(capacity: placeCount)
  }

  deinit {
    while count > 0 { _ = popFirst() }
    unsafe places.deallocate()
    unsafe byteCounts.deallocate()
  }

  var isEmpty: Bool { count == 0 }

  /// The size of the oldest, of which there must be one.
  var firstByteCount: Int {
    precondition(count > 0)
    return unsafe byteCounts[first]
  }

  func append(_ element: Element, byteCount: Int) {
    if count == placeCount { grow() }
    let place = (first + count) & (placeCount - 1)
    unsafe (places + place).initialize(to: element)
    unsafe (byteCounts + place).initialize(to: byteCount)
    count += 1
  }

  /// The oldest, of which there must be one.
  func popFirst() -> Element {
    precondition(count > 0)
    let place = first
    first = (first + 1) & (placeCount - 1)
    count -= 1
    return unsafe (places + place).move()
  }

  /// To twice as many places. All are taken; the oldest comes to the first.
  private func grow() {
    unsafe places = moved(places)
    unsafe byteCounts = moved(byteCounts)
    placeCount *= 2
    first = 0
  }

  private func moved<Item>(_ full: UnsafeMutablePointer<Item>) -> UnsafeMutablePointer<Item> {
    let larger = UnsafeMutablePointer<Item>.allocate(capacity: 2 * placeCount)
    unsafe larger.moveInitialize(from: full + first, count: placeCount - first)
    unsafe (larger + (placeCount - first)).moveInitialize(from: full, count: first)
    unsafe full.deallocate()
    return unsafe larger
  }
}
