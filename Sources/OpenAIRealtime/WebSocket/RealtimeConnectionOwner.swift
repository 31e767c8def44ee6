/// What a connection is for, where that is more than its listeners: told of its life without a closure for each thing.
/// Loop-bound.
package protocol RealtimeConnectionOwner: AnyObject {
  /// Events go both ways.
  func connectionOpened()
  /// Called once, after the listeners of the end.
  func connectionClosed(_ report: RealtimeCloseReport)
}
