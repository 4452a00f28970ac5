// When the stages of an answer happened, measured from the end of the user's speech.
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "dialogue/core_action.h"
#include "dialogue/server_event.h"

namespace vivavoce::dialogue {

class TurnTimeline {
 public:
  // A stage of a reply was reached; only the first time counts. It may come before Answer (a reply
  // made while the turn was not yet decided).
  void Mark(JobId reply, const std::string& stage, int64_t m_ms) {
    if (marks_.size() >= kMaxReplies && !marks_.contains(reply)) marks_.erase(marks_.begin());
    marks_[reply].emplace(stage, m_ms);
  }

  void Answer(const TurnAnswered& answered) { answered_ = answered; }

  // The reply begins with an opener of this length.
  void Opener(JobId reply, int64_t num_samples) {
    opener_reply_ = reply;
    opener_samples_ = num_samples;
  }

  // And so much silence follows it.
  void Rest(JobId reply, int64_t num_samples) {
    if (reply == opener_reply_) opener_samples_ += num_samples;
  }

  // Audio of a response leaves, from this sample of its reply on. At the first of the reply itself:
  // all stages, once ("first_audio" may be an opener, "first_words" is not). nullopt for all other
  // audio and for responses that answer no spoken turn.
  std::optional<TurnLatency> Audio(const std::string& response_id, int64_t from_sample,
                                   int64_t m_ms) {
    if (!answered_ || answered_->response_id != response_id) return std::nullopt;
    if (from_sample == 0) Mark(answered_->reply, "first_audio", m_ms);
    if (answered_->reply == opener_reply_ && from_sample < opener_samples_) return std::nullopt;
    const TurnAnswered turn = *std::exchange(answered_, std::nullopt);
    TurnLatency latency{.response_id = response_id, .stages_ms = {}};
    const auto add = [&](const std::string& stage, int64_t at) {
      if (at > 0) latency.stages_ms[stage] = at - turn.speech_end_m_ms;
    };
    add("end_of_turn", turn.soft_end_m_ms);
    add("asr_final", turn.transcript_m_ms);
    for (const auto& [stage, at] : marks_[turn.reply]) add(stage, at);
    add("first_words", m_ms);
    return latency;
  }

 private:
  static constexpr size_t kMaxReplies = 16;
  std::map<JobId, std::map<std::string, int64_t>> marks_;
  std::optional<TurnAnswered> answered_;
  JobId opener_reply_ = 0;
  int64_t opener_samples_ = 0;
};

}  // namespace vivavoce::dialogue
