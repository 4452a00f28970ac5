// Kokoro's voices: for each a table of 510 styles, one for each number of phonemes
// (<voice>.bin: float32 [510,1,256], little endian). The first letter of a name is the language it
// was recorded in (a, b: American and British English; z: Chinese), the second f or m. Threads:
// any.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "runtime/model_store.h"
#include "speaking/synthesizer.h"

namespace vivavoce::speaking {

struct Voice {
  VoiceInfo info;
  float gain = 1;             // makes voices equally loud
  std::vector<float> styles;  // [510, 256]

  // The style for a token sequence of this length, pads included.
  std::span<const float> Style(size_t token_count) const;
};

class VoiceTable {
 public:
  // `store` must outlive the table.
  explicit VoiceTable(const runtime::ModelStore& store) : store_(store) {}

  // A voice, or a blend "zf_xiaoyi:0.6+zf_xiaoxiao:0.4" (2 to 4 voices, weights > 0, scaled to sum
  // 1; language and gender of the first). Tables are loaded when first asked for. kNotFound lists
  // the known voices; kInvalidArgument for a malformed blend; kCorrupt.
  Result<std::shared_ptr<const Voice>> Find(std::string_view id);

  // The installed voices of the catalogue, in alphabetical order.
  std::vector<VoiceInfo> Voices() const;

 private:
  Result<std::shared_ptr<const Voice>> Load(std::string_view id);

  const runtime::ModelStore& store_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Voice>, std::less<>> loaded_;
};

}  // namespace vivavoce::speaking
