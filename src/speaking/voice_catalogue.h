// The English and Chinese voices of Kokoro v1.0 and how loud each is.
#pragma once

#include <span>
#include <string_view>

namespace vivavoce::speaking {

struct CatalogueVoice {
  std::string_view id;
  float
      level_db;  // RMS of its speech where it is active, dB re full scale, as the model renders it
};

std::span<const CatalogueVoice> VoiceCatalogue();

// The level every voice is brought to, and what brings a voice of `level_db` there.
inline constexpr float kSpeechLevelDb = -20.0f;
float GainForLevel(float level_db);

}  // namespace vivavoce::speaking
