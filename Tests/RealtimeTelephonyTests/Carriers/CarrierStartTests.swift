import RealtimeTelephony
import Testing

@Suite struct CarrierStartTests {
  @Test func `it prints the names of its parameters and not what they are`() {
    let start = CarrierStart(streamID: "s", callID: "c", format: .muLaw, parameters: ["from": "+49 30 1"])
    var dumped = ""
    dump(start, to: &dumped)
    #expect(dumped.contains("from") && !dumped.contains("+49") && !"\(start)".contains("+49"))
  }
}
