// From a loudspeaker to the microphone beside it: late, quieter, bent by a small loudspeaker and
// spread by a room. An exponentially decaying noise response (Moorer, Computer Music J. 3(2), 1979)
// with a direct sound as strong as 6 dB above its tail together.
// Sound    16 kHz, [-1, 1]. Threads: one at a time.
#pragma once

#include <deque>
#include <span>
#include <vector>

namespace vivavoce::eval {

struct EchoPathOptions {
  int delay_ms = 60;
  float gain_db = -10;      // of the whole response
  int reverberation_ms = 300;  // until it is 60 dB down
};

class EchoPath {
 public:
  explicit EchoPath(const EchoPathOptions& options);

  // Adds the echo of `played` to `heard`: any lengths; what is not heard yet waits.
  void Add(std::span<const float> played, std::span<float> heard);

 private:
  std::vector<float> response_;
  std::vector<float> past_;   // played, the newest last
  std::deque<float> waiting_;
};

}  // namespace vivavoce::eval
