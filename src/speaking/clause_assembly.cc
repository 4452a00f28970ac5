#include "speaking/clause_assembly.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "speaking/harmonic_source.h"
#include "speaking/pause_setting.h"
#include "speaking/speech_edges.h"

namespace vivavoce::speaking {
namespace {

// Silence before speech: little when somebody waits for an answer, a breath's time between clauses.
constexpr int kLeadFirstMs = 15;
constexpr int kLeadMs = 40;

size_t Milliseconds(double ms) { return static_cast<size_t>(ms * kSpeechSampleRateHz / 1000); }

}  // namespace

ClauseAssembly::ClauseAssembly(const ProsodyPlan& plan, const SynthesisRequest& request)
    : plan_(plan), request_(request) {
  if (request.trace) trace_ = std::make_shared<ProsodyTrace>();
  // A pause is as long as it says: the silence that stands there anyway is part of it.
  const int there = request.silence_before_ms + static_cast<int>(LeadMs());
  clause_.samples.assign(Milliseconds(std::max(0, plan.lead_pause_ms - there)), 0.0f);
}

double ClauseAssembly::LeadMs() const {
  return (request_.first_in_reply ? kLeadFirstMs : kLeadMs) / request_.speed;
}

void ClauseAssembly::SetPauses(PhonemeChunk chunk, std::vector<float>& samples,
                               std::vector<size_t>& starts,
                               std::vector<int64_t>& curve_samples) const {
  for (auto pause = plan_.pauses.rbegin(); pause != plan_.pauses.rend(); ++pause) {
    if (pause->phoneme < chunk.begin || pause->phoneme >= chunk.end) continue;
    const size_t index = pause->phoneme - chunk.begin;
    const SetPause set = SetSilence(samples, starts[index], starts[index + 1],
                                    Milliseconds(pause->ms), kSpeechSampleRateHz);
    // What stood before the silence stays, what stood in it moves to its ends.
    const auto move = [&](auto& position) {
      using Position = std::remove_reference_t<decltype(position)>;
      const auto old = static_cast<ptrdiff_t>(position);
      const auto at = static_cast<ptrdiff_t>(set.at);
      if (old <= at) return;
      position = static_cast<Position>(std::max(at, old + set.inserted));
    };
    for (size_t i = index + 1; i < starts.size(); ++i) move(starts[i]);
    for (int64_t& sample : curve_samples) move(sample);
  }
}

void ClauseAssembly::Add(PhonemeChunk chunk, std::vector<float> samples,
                         std::vector<size_t> starts, ProsodyTrace trace) {
  std::vector<int64_t> curve_samples;
  for (size_t i = 0; i < trace.f0.size(); ++i) {
    curve_samples.push_back(static_cast<int64_t>(i) * HarmonicSource::kSamplesPerF0);
  }
  SetPauses(chunk, samples, starts, curve_samples);
  const size_t carrier = std::clamp(plan_.carrier_begin, chunk.begin, chunk.end);
  if (carrier < chunk.end) samples.resize(std::min(samples.size(), starts[carrier - chunk.begin]));
  if (samples.empty()) return;

  const std::u32string_view part =
      std::u32string_view(plan_.phonemes).substr(chunk.begin, chunk.end - chunk.begin);
  const double pause_ms = PauseAfterMs(part) * request_.scene.pause;
  const bool first = clause_.words.empty() && clause_.phonemes.empty();
  const EdgeSilence silence{Milliseconds(first ? LeadMs() : kLeadMs / request_.speed),
                            Milliseconds(pause_ms / request_.speed)};
  clause_.end_silence_ms = static_cast<int>(pause_ms / request_.speed);
  SpeechSpan span = FindSpeech(samples, kSpeechSampleRateHz);
  if (span.begin == span.end) span = {0, samples.size()};
  const ptrdiff_t offset = SetEdges(samples, span, silence, kSpeechSampleRateHz);

  const auto base = static_cast<int64_t>(clause_.samples.size());
  const auto length = static_cast<int64_t>(samples.size());
  const auto placed = [&](int64_t sample) {
    return base + std::clamp<int64_t>(sample - offset, 0, length);
  };
  const auto sample_at = [&](size_t phoneme) {
    const size_t index = std::clamp(phoneme, chunk.begin, chunk.end) - chunk.begin;
    return placed(static_cast<int64_t>(starts[index]));
  };
  for (const text::PhonemeWord& word : plan_.words) {
    if (word.phoneme_begin < chunk.begin || word.phoneme_begin >= chunk.end) continue;
    clause_.words.push_back({word.text_begin, word.text_end, sample_at(word.phoneme_begin),
                             sample_at(word.phoneme_end)});
  }
  for (size_t i = chunk.begin; i < carrier; ++i) {
    clause_.phonemes.push_back({plan_.phonemes[i], sample_at(i), sample_at(i + 1)});
  }
  if (trace_) {
    for (const PlannedEvent& event : plan_.events) {
      if (event.begin < chunk.begin || event.begin >= chunk.end) continue;
      trace_->marks.push_back({std::string(text::VocalEventName(event.event)),
                               sample_at(event.begin), sample_at(event.end)});
    }
    for (const PlannedPause& pause : plan_.pauses) {
      if (pause.phoneme < chunk.begin || pause.phoneme >= chunk.end) continue;
      trace_->marks.push_back({fmt::format("pause {} ms", pause.ms), sample_at(pause.phoneme),
                               sample_at(pause.phoneme + 1)});
    }
    for (int64_t& sample : curve_samples) sample = placed(sample);
    Keep(std::move(trace), curve_samples);
  }
  clause_.samples.insert(clause_.samples.end(), samples.begin(), samples.end());
}

void ClauseAssembly::Keep(ProsodyTrace trace, const std::vector<int64_t>& curve_samples) {
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(trace_->model_f0, trace.model_f0);
  append(trace_->f0, trace.f0);
  append(trace_->gain_db, trace.gain_db);
  append(trace_->sample_of, curve_samples);
}

SynthesizedClause ClauseAssembly::Take() {
  const int more_ms = std::max(0, plan_.end_pause_ms - clause_.end_silence_ms);
  clause_.samples.resize(clause_.samples.size() + Milliseconds(more_ms), 0.0f);
  clause_.end_silence_ms += more_ms;
  clause_.trace = std::move(trace_);
  return std::move(clause_);
}

}  // namespace vivavoce::speaking
