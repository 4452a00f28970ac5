#include "realtime/speech_plan.h"

#include <cmath>

namespace vivavoce::realtime {
namespace {

Json Spans(const std::vector<SpeechPlan::Span>& spans) {
  Json json = Json::array();
  for (const SpeechPlan::Span& span : spans) {
    json.push_back({{"text", span.text}, {"start_ms", span.start_ms}, {"end_ms", span.end_ms}});
  }
  return json;
}

// A tenth of a Hz or dB is finer than anybody sees.
Json Tenths(const std::vector<float>& values) {
  Json json = Json::array();
  for (const float value : values) {
    json.push_back(std::round(static_cast<double>(value) * 10) / 10);
  }
  return json;
}

}  // namespace

Json PlanEvent(const SpeechPlan& plan) {
  return {{"type", "vivavoce.speech.plan"},
          {"text", plan.text},
          {"start_ms", plan.start_ms},
          {"end_ms", plan.end_ms},
          {"words", Spans(plan.words)},
          {"phonemes", Spans(plan.phonemes)},
          {"marks", Spans(plan.marks)},
          {"curve",
           {{"ms", plan.curve_ms},
            {"model_pitch_hz", Tenths(plan.model_pitch_hz)},
            {"pitch_hz", Tenths(plan.pitch_hz)},
            {"loudness_db", Tenths(plan.loudness_db)}}}};
}

}  // namespace vivavoce::realtime
