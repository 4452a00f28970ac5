#include "speaking/voice_catalogue.h"

#include <array>
#include <cmath>

namespace vivavoce::speaking {
namespace {

// Measured with ActiveLevelDb over two sentences of the voice's language, in bfloat16.
// clang-format off
constexpr auto kCatalogue = std::to_array<CatalogueVoice>({
    {"af_alloy", -20.0f},
    {"af_aoede", -16.3f},
    {"af_bella", -20.1f},
    {"af_heart", -21.1f},
    {"af_jessica", -20.9f},
    {"af_kore", -17.0f},
    {"af_nicole", -19.6f},
    {"af_nova", -25.2f},
    {"af_river", -20.1f},
    {"af_sarah", -19.2f},
    {"af_sky", -21.9f},
    {"am_adam", -16.7f},
    {"am_echo", -20.4f},
    {"am_eric", -19.7f},
    {"am_fenrir", -17.6f},
    {"am_liam", -20.1f},
    {"am_michael", -22.4f},
    {"am_onyx", -20.7f},
    {"am_puck", -17.1f},
    {"am_santa", -21.0f},
    {"bf_alice", -19.2f},
    {"bf_emma", -18.9f},
    {"bf_isabella", -16.3f},
    {"bf_lily", -19.9f},
    {"bm_daniel", -19.8f},
    {"bm_fable", -21.5f},
    {"bm_george", -19.7f},
    {"bm_lewis", -21.8f},
    {"zf_xiaobei", -18.9f},
    {"zf_xiaoni", -17.1f},
    {"zf_xiaoxiao", -15.0f},
    {"zf_xiaoyi", -17.6f},
    {"zm_yunjian", -19.6f},
    {"zm_yunxi", -19.3f},
    {"zm_yunxia", -19.0f},
    {"zm_yunyang", -22.7f},
});
// clang-format on

}  // namespace

std::span<const CatalogueVoice> VoiceCatalogue() { return kCatalogue; }

float GainForLevel(float level_db) { return std::pow(10.0f, (kSpeechLevelDb - level_db) / 20.0f); }

}  // namespace vivavoce::speaking
