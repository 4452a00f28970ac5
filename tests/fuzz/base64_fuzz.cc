// What is decoded is encoded to the same text again, and no two texts have the same bytes.
#include "base/base64.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = Text(data, size);
  if (const auto bytes = vivavoce::DecodeBase64(text)) {
    FUZZ_CHECK(vivavoce::EncodeBase64(*bytes) == text);
  }
  (void)vivavoce::DecodeLooseBase64(text);
  const auto again = vivavoce::DecodeBase64(vivavoce::EncodeBase64(text));
  FUZZ_CHECK(again && again->size() == size);
  return 0;
}
