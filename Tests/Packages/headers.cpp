// The package's C headers as C++ sees them. What they declare must be found under the names that C gave it.
#include "CRealtimeKernels.h"

#include "CRealtimeOpenSSL/shim.h"
#include "CRealtimeSpeexDSP/shim.h"
#include "CRealtimeUV/shim.h"
#include "CRealtimeZlib/shim.h"

int main() {
  const uint8_t text[] = {'Y', 'W', 'I', '='};
  uint8_t bytes[3];
  rt_base64_result result = rt_base64_decode(text, sizeof text, bytes, sizeof bytes);
  uint32_t state = 0;
  rt_json_document document;
  rt_json_validate(text, 0, 1, &document);
  bool isRight = result.byte_count == 2 && bytes[0] == 'a' && bytes[1] == 'b' && rt_utf8_feed(&state, bytes, 2) &&
                 document.error == RT_JSON_UNEXPECTED_END && rt_best_level() <= RT_AVX512;
  return isRight ? 0 : 1;
}
