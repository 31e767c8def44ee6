import RealtimeTelephony
import Testing

@Suite struct CarrierDTMFTests {
  @Test func `a key that a telephone has is taken, another one is not`() {
    for key in "0123456789*#ABCD" { #expect(CarrierDTMF(key)?.key == key) }
    for key in "EaX +é" { #expect(CarrierDTMF(key) == nil) }
  }

  @Test func `it does not print`() {
    #expect("\(CarrierDTMF("7")!)" == "a key")
  }
}
