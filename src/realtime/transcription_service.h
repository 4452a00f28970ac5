// Seam: sound to text for the HTTP endpoints.
// Threads  Transcribe from several threads at once; it blocks, and asks the thread budget itself.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"

namespace vivavoce::realtime {

inline constexpr int kServiceHearingHz = 16000;

struct TranscriptionJob {
  std::vector<float> samples;  // mono, kServiceHearingHz, any length
  std::string language;        // "en", "zh"; "": found out by listening
  std::string prompt;          // names and words likely to occur
  bool word_times = false;
};

struct TimedWord {
  std::string text;
  double begin_s = 0;  // from the first sample of the job
  double end_s = 0;
};

struct TimedText {
  double begin_s = 0;
  double end_s = 0;
  std::string text;
  std::string language;  // "en", "zh", ""
  std::vector<TimedWord> words;
  float mean_log_probability = 0;
  float no_speech_probability = 0;
};

class TranscriptionService {
 public:
  virtual ~TranscriptionService() = default;
  // Calls `on_text` for each stretch of speech, in order; false from it ends the work.
  // Errors: kCancelled, kInvalidArgument, kInternal.
  virtual Status Transcribe(const TranscriptionJob& job, const CancellationToken& cancel,
                            const std::function<bool(const TimedText&)>& on_text) = 0;
};

}  // namespace vivavoce::realtime
