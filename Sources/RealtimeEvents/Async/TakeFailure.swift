/// Why an `EventBuffer` gives nothing.
package enum TakeFailure: Error {
  case nothingYet
  case end(EventSequenceError?)
}
