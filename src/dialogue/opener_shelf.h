// The openers of personas ("Hmm…", "嗯……"), spoken once and kept, so that one can be heard at once
// while a reply is still being thought of. Learns how long that takes on this machine and chooses an
// opener that bridges it. Their backchannels ("Mm-hm.") are kept here, too.
// Threads: all methods from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "speaking/synthesizer.h"

namespace vivavoce::dialogue {

struct Opener {
  std::string text;
  speaking::SynthesizedClause sound;  // ends with kOpenerPauseMs of silence
  int64_t LengthMs() const {
    return static_cast<int64_t>(sound.samples.size()) * 1000 / speaking::kSpeechSampleRateHz;
  }
};

// People pause behind a "hmm".
inline constexpr int kOpenerPauseMs = 200;

class OpenerShelf {
 public:
  // One of `lines` in this voice, among those that are there: the shortest that lasts as long as
  // replies have lately been waited for, else the longest; not `last` if there is another. nullptr:
  // none.
  std::shared_ptr<const Opener> Choose(std::span<const std::string> lines, const std::string& voice,
                                       float speed, std::string_view last) const;
  // The first behind `last` that is there, in turn; nullptr: none.
  std::shared_ptr<const Opener> Next(std::span<const std::string> lines, const std::string& voice,
                                     float speed, std::string_view last) const;
  // Those of `lines` that nobody has asked for yet; they count as asked for now.
  std::vector<std::string> Claim(std::span<const std::string> lines, const std::string& voice,
                                 float speed);
  void Put(const std::string& voice, float speed, Opener opener);

  // The first words of a reply were ready this long after its opener was asked for.
  void Learn(int64_t wait_ms);

 private:
  using Key = std::tuple<std::string, float, std::string>;  // voice, speed, text
  static constexpr size_t kMost = 512;                      // some 30 MB; then no more are made
  static constexpr double kLearning = 0.3;
  static constexpr int64_t kLongestWaitMs = 1500;  // longer is a stall, not the pace of the machine

  mutable std::mutex mutex_;
  std::map<Key, std::shared_ptr<const Opener>> shelf_;  // null: asked for
  double wait_ms_ = 600;
};

}  // namespace vivavoce::dialogue
