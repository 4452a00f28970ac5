#include "dialogue/perception_json.h"

#include <cmath>

namespace vivavoce::dialogue {
namespace {

using Json = nlohmann::ordered_json;

// Two digits behind the point: none of the measures is better than that.
Json Rounded(double value) { return std::round(value * 100) / 100; }
Json Rounded(const std::optional<double>& value) { return value ? Rounded(*value) : Json(nullptr); }

}  // namespace

Json PerceptionToJson(const hearing::Perception& heard, int64_t offset_ms) {
  const hearing::VoiceMeasures& m = heard.measures;
  const hearing::VoiceDeviation& d = heard.deviation;
  Json events = Json::array();
  for (const hearing::VocalEvent& event : heard.events) {
    events.push_back({{"type", hearing::VocalEventName(event.kind)},
                      {"start_ms", offset_ms + event.start_ms},
                      {"end_ms", offset_ms + event.end_ms},
                      {"confidence", Rounded(event.confidence)}});
  }
  Json json{{"speech_seconds", Rounded(m.active_seconds)},
            {"voiced_ratio", Rounded(m.voiced_ratio)},
            {"pitch_hz", Rounded(m.f0_hz)},
            {"pitch_range_semitones", Rounded(m.f0_range_st)},
            {"pitch_end_semitones", Rounded(m.f0_end_st)},
            {"level_dbfs", Rounded(m.level_dbfs)},
            {"level_range_db", Rounded(m.level_range_db)},
            {"noise_dbfs", Rounded(m.noise_dbfs)},
            {"harmonics_to_noise_db", Rounded(m.hnr_db)},
            {"alpha_ratio_db", Rounded(m.alpha_ratio_db)},
            {"syllables_per_second", Rounded(m.syllables_per_second)},
            {"syllables_from", m.syllables_heard ? "sound" : "words"},
            {"pauses", {{"count", m.pauses}, {"mean_ms", Rounded(m.mean_pause_ms)}}},
            {"voice_quality", hearing::VoiceQualityName(heard.quality)},
            {"against_usual",
             {{"utterances", d.utterances},
              {"pitch", Rounded(d.pitch)},
              {"pitch_range", Rounded(d.pitch_range)},
              {"level", Rounded(d.level)},
              {"rate", Rounded(d.rate)},
              {"brightness", Rounded(d.brightness)},
              {"clearness", Rounded(d.clearness)}}},
            {"events", std::move(events)}};
  if (heard.emotion) {
    json["emotion"] = {{"category", hearing::EmotionName(heard.emotion->category)},
                       {"confidence", Rounded(heard.emotion->confidence)},
                       {"valence", Rounded(heard.emotion->valence)},
                       {"arousal", Rounded(heard.emotion->arousal)},
                       {"leaning",
                        {{"category", hearing::EmotionName(heard.emotion->leaning)},
                         {"confidence", Rounded(heard.emotion->leaning_confidence)}}}};
  }
  if (heard.speaker) {
    const hearing::SpeakerTraits& speaker = *heard.speaker;
    json["speaker"] = {{"gender", hearing::VoiceGenderName(speaker.gender)},
                       {"gender_confidence", Rounded(speaker.gender_confidence)},
                       {"age", hearing::AgeBandName(speaker.age)},
                       {"age_confidence", Rounded(speaker.age_confidence)}};
  }
  if (heard.identity) {
    const hearing::SpeakerIdentity& identity = *heard.identity;
    json["identity"] = {{"verdict", hearing::SpeakerVerdictName(identity.verdict)},
                        {"speaker", identity.speaker > 0 ? Json(identity.speaker) : Json(nullptr)},
                        {"confidence", Rounded(identity.confidence)},
                        {"similarity", Rounded(identity.similarity)}};
  }
  return json;
}

}  // namespace vivavoce::dialogue
