// Any bytes from a client become an event or one error that can be told; what becomes an item can
// be shown in every dialect.
#include "fuzz.h"
#include "realtime/client_event_parser.h"
#include "realtime/item_json.h"
#include "realtime/json_text.h"

using namespace vivavoce::realtime;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Vocabulary vocabulary{.voices = {"v1"}, .voice_aliases = {{"alloy", ""}}};
  constexpr AudioFormat kFormats[] = {{}, {AudioFormat::Encoding::kMuLaw, 8000}};
  for (const AudioFormat& format : kFormats) {
    const auto parsed = ParseClientEvent(Text(data, size), format, vocabulary);
    if (!parsed) {
      FUZZ_CHECK(!parsed.error().code.empty() && !parsed.error().message.empty());
      continue;
    }
    const auto* create = std::get_if<vivavoce::dialogue::CreateItem>(&*parsed);
    if (create == nullptr) continue;
    for (const Dialect dialect : {Dialect::kGa, Dialect::kBeta, Dialect::kStepFun}) {
      FUZZ_CHECK(!DumpJson(ItemToJson(create->item, dialect, format)).empty());
    }
  }
  return 0;
}
