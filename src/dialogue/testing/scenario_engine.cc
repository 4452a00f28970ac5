#include "dialogue/testing/scenario_engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "dialogue/history.h"

namespace vivavoce::dialogue {
namespace {

constexpr int64_t kWordMs = 250;
constexpr int64_t kSamplesPerMs = 24;

// English words by spaces; other characters one by one, punctuation with what it follows.
std::vector<std::string> Units(const std::string& text) {
  std::vector<std::string> units;
  for (size_t i = 0; i < text.size();) {
    if (text[i] == ' ') {
      ++i;
      continue;
    }
    size_t end = i;
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      while (end < text.size() && text[end] != ' ' && static_cast<unsigned char>(text[end]) < 0x80)
        ++end;
    } else {
      do ++end;
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80);
    }
    const std::string unit = text.substr(i, end - i);
    const bool mark = unit == "，" || unit == "。" || unit == "？" || unit == "！" || unit == "…";
    if (mark && !units.empty()) {
      units.back() += unit;
    } else {
      units.push_back(unit);
    }
    i = end;
  }
  return units;
}

}  // namespace

std::string ScenarioEngine::Hear(int64_t from, int64_t to) const {
  std::string heard;
  for (const Scenario::Voice& voice : scenario_.voices) {
    const std::vector<std::string> units = Units(voice.text);
    const auto n = static_cast<int64_t>(units.size());
    for (int64_t i = 0; i < n; ++i) {
      const int64_t begin = voice.from + (voice.to - voice.from) * i / n;
      const int64_t end = voice.from + (voice.to - voice.from) * (i + 1) / n;
      if (begin >= from && end <= to) heard = JoinText(heard, units[static_cast<size_t>(i)]);
    }
  }
  return heard;
}

std::optional<float> ScenarioEngine::OfPause(const std::vector<float>& each, int64_t to) const {
  const auto pauses =
      std::ranges::count_if(scenario_.voices, [&](const auto& voice) { return voice.to <= to; });
  if (each.empty() || pauses == 0) return std::nullopt;
  return each[std::min(static_cast<size_t>(pauses), each.size()) - 1];
}

ReplyClauseReady ScenarioEngine::Speak(JobId job, const std::string& text, int64_t ms) const {
  ReplyClauseReady clause{.job = job, .text = text, .num_samples = ms * kSamplesPerMs};
  size_t at = 0;
  int64_t start = 0;
  for (const std::string& unit : Units(text)) {
    at = text.find(unit, at) + unit.size();
    clause.words.push_back({at, start, start + kWordMs * kSamplesPerMs});
    start += kWordMs * kSamplesPerMs;
  }
  return clause;
}

void ScenarioEngine::AnswerAtOnce(int64_t now, JobId job) {
  --replies_asked_;
  std::erase_if(queue_, [](const auto&) { return true; });
  waiting_end_.clear();
  if (!scenario_.agent_call.empty()) {
    queue_.emplace(now, ReplyFunctionCall{job, scenario_.agent_call, "order", "{}"});
  } else {
    std::string text = scenario_.agent_text;
    for (int64_t i = static_cast<int64_t>(Units(text).size()); i < scenario_.agent_ms / kWordMs;
         ++i)
      text += fmt::format("{}w{}", text.empty() ? "" : " ", i + 1);
    queue_.emplace(now, Speak(job, text, scenario_.agent_ms));
  }
  queue_.emplace(now, ReplyEnded{.job = job});
}

void ScenarioEngine::StartReply(int64_t now, const struct StartReply& start) {
  ++replies_asked_;
  running_.insert(start.job);
  if (start.hold) held_.insert(start.job);
  if (scenario_.llm_ms < 0) return;
  const Fingerprint prompt = FingerprintOf(start.request);
  int64_t thought = now + scenario_.llm_ms;
  for (const auto& [at, known] : thought_) {
    if (known == prompt) thought = std::min(thought, std::max(now, at));
  }
  thought_.emplace_back(thought, prompt);
  words_known_[start.job] = thought;
  std::string text;
  for (int64_t i = 0; i < scenario_.reply_ms / kWordMs; ++i)
    text += fmt::format("{}a{}", i ? " " : "", i + 1);
  if (const auto whole = OfPause(scenario_.whole, now)) {
    queue_.emplace(thought, TurnRead{start.job, *whole});
  }
  queue_.emplace(thought, ReplyFirstToken{start.job});
  queue_.emplace(thought + scenario_.tts_ms, Speak(start.job, text, scenario_.reply_ms));
  if (start.hold) {
    waiting_end_[start.job] = thought + scenario_.tts_ms;
  } else {
    queue_.emplace(thought + scenario_.tts_ms, ReplyEnded{.job = start.job});
  }
}

void ScenarioEngine::Obey(int64_t now, const CoreAction& action) {
  if (const auto* hear = std::get_if<StartRecognition>(&action)) {
    running_.insert(hear->job);
    if (scenario_.asr_ms < 0) return;
    const std::string text = Hear(hear->a_from_ms, hear->a_to_ms);
    const bool english = text.empty() || static_cast<unsigned char>(text[0]) < 0x80;
    queue_.emplace(now + scenario_.asr_ms,
                   TranscriptReady{.job = hear->job,
                                   .text = text,
                                   .language = english ? Language::kEnglish : Language::kChinese});
  } else if (const auto* score = std::get_if<StartTurnScore>(&action)) {
    running_.insert(score->job);
    queue_.emplace(now, TurnScored{score->job, OfPause(scenario_.scores, score->a_to_ms).value_or(0.9f)});
  } else if (const auto* start = std::get_if<struct StartReply>(&action)) {
    StartReply(now, *start);
  } else if (const auto* release = std::get_if<ReleaseReply>(&action)) {
    if (const auto it = waiting_end_.find(release->job); it != waiting_end_.end()) {
      queue_.emplace(std::max(now, it->second), ReplyEnded{.job = release->job});
      waiting_end_.erase(it);
    }
  } else if (const auto* opener = std::get_if<SpeakOpener>(&action)) {
    const auto known = words_known_.find(opener->job);
    if (scenario_.opener_ms < 0 || (known != words_known_.end() && now >= known->second)) return;
    ReplyClauseReady clause = Speak(opener->job, "hm", kWordMs);
    clause.is_opener = true;
    queue_.emplace(now + scenario_.opener_ms, std::move(clause));
  } else if (const auto* abort = std::get_if<AbortJob>(&action)) {
    // Everything that is under way still arrives, and then its end: the core must not care.
    waiting_end_.erase(abort->job);
    queue_.emplace(now, ReplyEnded{.job = abort->job, .end = ReplyEnd::kAborted});
  }
}

std::vector<CoreEvent> ScenarioEngine::Due(int64_t now) {
  std::vector<CoreEvent> due;
  while (!queue_.empty() && queue_.begin()->first <= now) {
    due.push_back(queue_.begin()->second);
    queue_.erase(queue_.begin());
  }
  return due;
}

}  // namespace vivavoce::dialogue
