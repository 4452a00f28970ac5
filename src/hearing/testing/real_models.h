// For tests with real models: the files of <home>/models without a manifest, and the speech clips
// of tests/data/speech.
#pragma once

#include <string>
#include <vector>

#include "base/language.h"
#include "runtime/model_store.h"

namespace vivavoce::hearing::testing {

// Files as they lie there, unchecked. The converted Whisper file is made when it is missing.
class DirectoryModelStore final : public runtime::ModelStore {
 public:
  Result<std::filesystem::path> File(std::string_view model_id,
                                     std::string_view file) const override;
};

struct SpeechClip {
  std::string file;
  Language language = Language::kUnknown;
  std::string text;            // what is said
  std::vector<float> samples;  // 16 kHz
};

// REQUIRES: `source_dir` is the repository (VV_SOURCE_DIR). Empty when the clips are not there.
std::vector<SpeechClip> ReadSpeechClips(const std::filesystem::path& source_dir);

}  // namespace vivavoce::hearing::testing
