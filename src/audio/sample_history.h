// The last seconds of a stream, addressed by absolute position: sample 0 is the first one ever
// appended. Voice activity, turns and transcripts name spans of the stream; this gives the sound back.
// Memory   what is held and up to as much again, never more than `capacity` samples; older ones are
//          dropped as new ones come.
// Errors   Read: kInvalidArgument when the span is not wholly held (the message says what is).
// Threads  one at a time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"

namespace vivavoce::audio {

class SampleHistory {
 public:
  explicit SampleHistory(int64_t capacity);  // REQUIRES: capacity >= 1

  void Append(std::span<const float> samples);
  // Samples [from, to).
  Result<std::vector<float>> Read(int64_t from, int64_t to) const;
  // Forgets everything before `position`; beyond the end it forgets all. Never brings anything
  // back.
  void Trim(int64_t position);

  int64_t begin() const { return begin_; }  // position of the oldest sample held
  int64_t end() const { return end_; }      // position the next appended sample will have

 private:
  void MakeRoomFor(int64_t count);
  void CopyIn(std::span<const float> samples, int64_t position);
  void CopyOut(int64_t from, std::span<float> samples) const;

  int64_t capacity_;
  std::vector<float> ring_;  // sample p lies at p % size; grows up to the capacity
  int64_t begin_ = 0;
  int64_t end_ = 0;
};

}  // namespace vivavoce::audio
