// How long people wait: recorded questions played in real time into a running server, as a client
// hears it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"

namespace vivavoce::app {

struct BenchQuestion {
  std::string name;
  std::vector<float> samples;  // 24 kHz mono, ends with the last sound
};

struct BenchAnswer {
  std::string question;
  std::string heard;
  std::string reply;
  bool answered = false;
  // From the sending of the last sound of the question, ms. "first_audio" is the client's own
  // measurement, to the arrival of the first audio; the other stages are the server's.
  std::map<std::string, int64_t> stages_ms;
  // A player that starts 150 ms after the first audio arrived, as clients with a jitter buffer do: how
  // often and how long it had nothing to play before the reply was over.
  int underruns = 0;
  int64_t longest_gap_ms = 0;
  double reply_seconds = 0;
};

struct BenchOptions {
  std::string url;
  std::string api_key;
  int repeats = 1;      // each repeat is a new conversation
  bool openers = true;  // a session setting
};

Result<std::vector<BenchAnswer>> RunLatencyBench(
    const BenchOptions& options, const std::vector<BenchQuestion>& questions,
    const std::function<void(const BenchAnswer&)>& on_answer);

// The least value that a share of at least `p` in [0, 1] of the values does not exceed: of few values,
// base/percentile.h would choose a smaller one. REQUIRES: not empty.
int64_t NearestRank(std::vector<int64_t> values, double p);

}  // namespace vivavoce::app
