// The sound of the replies that may still be sent, by job.
// Threads: one at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <span>
#include <utility>
#include <vector>

#include "dialogue/reply.h"

namespace vivavoce::dialogue {

class ReplySound {
 public:
  // A reply is sent while its successors are already being made (a hold, out-of-band responses);
  // more than this many are never in the air together.
  static constexpr size_t kMaxReplies = 8;

  void Begin(JobId job) {
    if (replies_.size() == kMaxReplies) replies_.pop_front();
    replies_.emplace_back(job, std::vector<float>());
  }

  void Append(JobId job, std::span<const float> samples) {
    if (std::vector<float>* sound = Find(job)) {
      sound->insert(sound->end(), samples.begin(), samples.end());
    }
  }

  // Samples [from, to), cut to what is there.
  std::vector<float> Read(JobId job, int64_t from, int64_t to) {
    const std::vector<float>* sound = Find(job);
    if (!sound) return {};
    const auto size = static_cast<int64_t>(sound->size());
    from = std::clamp<int64_t>(from, 0, size);
    to = std::clamp<int64_t>(to, from, size);
    return {sound->begin() + from, sound->begin() + to};
  }

 private:
  std::vector<float>* Find(JobId job) {
    const auto it = std::ranges::find(replies_, job, &std::pair<JobId, std::vector<float>>::first);
    return it == replies_.end() ? nullptr : &it->second;
  }

  std::deque<std::pair<JobId, std::vector<float>>> replies_;
};

}  // namespace vivavoce::dialogue
