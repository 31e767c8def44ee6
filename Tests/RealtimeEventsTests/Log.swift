/// A list that closures share.
final class Log<Entry> {
  var entries: [Entry] = []

  func callAsFunction(_ entry: Entry) {
    entries.append(entry)
  }
}
