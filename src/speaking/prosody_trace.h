// What the prosody of a clause became, to be looked at (plan_picture.h). Thread safety: plain
// values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vivavoce::speaking {

struct ProsodyTrace {
  // One value for each 12.5 ms from `start_sample` of the clause on, before pauses were set.
  std::vector<float> model_f0;  // Hz as the model would have spoken; 0 unvoiced
  std::vector<float> f0;        // Hz as it was spoken
  std::vector<float> gain_db;   // loudness against the model's own

  struct Mark {  // a sound, a pause or what a stretch of words was told to be
    std::string name;
    int64_t start_sample = 0;
    int64_t end_sample = 0;
  };
  std::vector<Mark> marks;
  // For each value of the curves the sample of the clause it stands at.
  std::vector<int64_t> sample_of;
};

}  // namespace vivavoce::speaking
