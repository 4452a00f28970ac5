#include "app/speech_plan_of.h"

#include <string>

#include "text/utf8.h"

namespace vivavoce::app {

realtime::SpeechPlan SpeechPlanOf(std::string_view text, const speaking::SynthesizedClause& clause,
                                  int64_t from_sample) {
  const auto ms = [&](int64_t sample) {
    return (from_sample + sample) * 1000 / speaking::kSpeechSampleRateHz;
  };
  realtime::SpeechPlan plan{.text = std::string(text),
                            .start_ms = ms(0),
                            .end_ms = ms(static_cast<int64_t>(clause.samples.size()))};
  for (const speaking::SpokenWord& word : clause.words) {
    plan.words.push_back({std::string(text.substr(word.text_begin, word.text_end - word.text_begin)),
                          ms(word.start_sample), ms(word.end_sample)});
  }
  for (const speaking::SpokenPhoneme& phoneme : clause.phonemes) {
    plan.phonemes.push_back({text::ToUtf8(std::u32string_view(&phoneme.symbol, 1)),
                             ms(phoneme.start_sample), ms(phoneme.end_sample)});
  }
  if (!clause.trace) return plan;
  const speaking::ProsodyTrace& trace = *clause.trace;
  for (const speaking::ProsodyTrace::Mark& mark : trace.marks) {
    plan.marks.push_back({mark.name, ms(mark.start_sample), ms(mark.end_sample)});
  }
  for (const int64_t sample : trace.sample_of) plan.curve_ms.push_back(ms(sample));
  plan.model_pitch_hz = trace.model_f0;
  plan.pitch_hz = trace.f0;
  for (const float db : trace.gain_db) {
    plan.loudness_db.push_back(2 * db);  // the other half is in the model's energy curve
  }
  return plan;
}

}  // namespace vivavoce::app
