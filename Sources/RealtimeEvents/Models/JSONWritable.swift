internal import RealtimeJSON

/// What can be written into the JSON of a client event.
protocol JSONWritable {
  func write(to json: inout JSONWriter)
}

extension JSONWriter {
  mutating func member(_ name: StaticString, _ value: some JSONWritable) {
    key(name)
    value.write(to: &self)
  }

  /// `nil` is absent: nothing is written.
  mutating func member(_ name: StaticString, _ value: (some JSONWritable)?) {
    if let value { member(name, value) }
  }

  mutating func member(_ name: StaticString, _ field: Field<some JSONWritable>) {
    switch field {
    case .absent: break
    case .null:
      key(name)
      null()
    case .value(let value): member(name, value)
    }
  }

  /// Bytes as base64, encoded where they are written.
  mutating func audioMember(_ name: StaticString, _ audio: RawSpan) {
    key(name)
    value(base64: audio)
  }

  /// Begins the object of a client event; the caller ends it.
  mutating func beginEvent(_ type: StaticString, id: String?) {
    beginObject()
    key("type")
    value(type)
    member("event_id", id)
  }
}

extension String: JSONWritable {
  func write(to json: inout JSONWriter) { json.value(self) }
}

extension Int: JSONWritable {
  func write(to json: inout JSONWriter) { json.value(self) }
}

extension Double: JSONWritable {
  func write(to json: inout JSONWriter) { json.value(self) }
}

extension Bool: JSONWritable {
  func write(to json: inout JSONWriter) { json.value(self) }
}

extension JSONValue: JSONWritable {
  func write(to json: inout JSONWriter) { json.value(self) }
}

extension OpenValue {
  func write(to json: inout JSONWriter) { json.value(rawValue) }
}

extension Array: JSONWritable where Element: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginArray()
    for element in self { element.write(to: &json) }
    json.endArray()
  }
}
