#include "speaking/voice_catalogue.h"

#include <array>
#include <cmath>

namespace vivavoce::speaking {
namespace {

// clang-format off
constexpr auto kCatalogue = std::to_array<CatalogueVoice>({
    {"af_alloy", -20.0f},
    {"af_aoede", -20.0f},
    {"af_bella", -20.0f},
    {"af_heart", -20.0f},
    {"af_jessica", -20.0f},
    {"af_kore", -20.0f},
    {"af_nicole", -20.0f},
    {"af_nova", -20.0f},
    {"af_river", -20.0f},
    {"af_sarah", -20.0f},
    {"af_sky", -20.0f},
    {"am_adam", -20.0f},
    {"am_echo", -20.0f},
    {"am_eric", -20.0f},
    {"am_fenrir", -20.0f},
    {"am_liam", -20.0f},
    {"am_michael", -20.0f},
    {"am_onyx", -20.0f},
    {"am_puck", -20.0f},
    {"am_santa", -20.0f},
    {"bf_alice", -20.0f},
    {"bf_emma", -20.0f},
    {"bf_isabella", -20.0f},
    {"bf_lily", -20.0f},
    {"bm_daniel", -20.0f},
    {"bm_fable", -20.0f},
    {"bm_george", -20.0f},
    {"bm_lewis", -20.0f},
    {"zf_xiaobei", -20.0f},
    {"zf_xiaoni", -20.0f},
    {"zf_xiaoxiao", -20.0f},
    {"zf_xiaoyi", -20.0f},
    {"zm_yunjian", -20.0f},
    {"zm_yunxi", -20.0f},
    {"zm_yunxia", -20.0f},
    {"zm_yunyang", -20.0f},
});
// clang-format on

}  // namespace

std::span<const CatalogueVoice> VoiceCatalogue() { return kCatalogue; }

float GainForLevel(float level_db) { return std::pow(10.0f, (kSpeechLevelDb - level_db) / 20.0f); }

}  // namespace vivavoce::speaking
