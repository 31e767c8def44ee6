/// What whoever offers to an `EventBuffer` is to do.
package enum OfferOutcome {
  case goOn
  /// Taken, but nothing more is wanted until `take` says that reading goes on.
  case pause
  /// The sequence is over.
  case stop
}
