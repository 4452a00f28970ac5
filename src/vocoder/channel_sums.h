// Mean and variance of every channel over time, gathered block by block and reduced in the order of
// the blocks, so that the result does not depend on which thread did which block.
// Threads: different blocks from different threads; everything else from one.
#pragma once

#include <cstddef>
#include <vector>

namespace vivavoce::vocoder {

struct Moments {
  std::vector<float> mean, variance;  // of every channel
};

class ChannelSums {
 public:
  // Zeroes the sums of `blocks` blocks of `channels` channels.
  void Reset(int channels, int blocks);
  float* Sum(int block) { return &values_[Index(block)]; }
  float* Squares(int block) { return &values_[Index(block) + static_cast<size_t>(channels_)]; }

  // Of `rows` values a channel, as they were weighted: mean, and mean square minus squared mean
  // (never below 0).
  Moments OfRows(double rows) const;

 private:
  size_t Index(int block) const {
    return static_cast<size_t>(block) * 2 * static_cast<size_t>(channels_);
  }
  int channels_ = 0;
  int blocks_ = 0;
  std::vector<float> values_;  // [block][sum, squares][channel]
};

}  // namespace vivavoce::vocoder
