// The words of one user turn: which stretches of input were given to the recogniser and what came
// back. Long turns are recognised in segments, closed at pauses. Threads: a value.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/language.h"
#include "dialogue/core_event.h"
#include "dialogue/reply.h"

namespace vivavoce::dialogue {

struct TurnRecognition {
  struct Segment {
    JobId job = 0;
    int rev = 0;
    int64_t from_a = 0;
    int64_t to_a = 0;
    int64_t asked_m = 0;
    int64_t done_m = 0;
    bool done = false;
    bool failed = false;
    std::string text;
    float confidence = 1;
    Language language = Language::kUnknown;
    std::shared_ptr<const hearing::Perception> heard;
    std::string tone;
  };

  int64_t from_a = 0;             // the open segment begins here
  std::vector<Segment> segments;  // closed; their text stands
  std::optional<Segment> last;    // the final transcript of the open segment, for `last->rev`

  int64_t final_asked_m = 0;              // or what was taken for it

  JobId partial_job = 0;
  int64_t partial_asked_m = 0;
  int64_t partial_cost_ms = 0;
  int64_t partial_voiced_ms = 0;       // of the turn when it was asked for
  std::optional<std::string> partial;  // of the open segment
  Language partial_language = Language::kUnknown;
  size_t prefilled_bytes = 0;
  std::string told;  // in TranscriptionDelta events

  // All of it is known for this revision.
  bool IsFinal(int rev) const {
    return last && last->rev == rev && last->done &&
           std::ranges::all_of(segments, [](const Segment& s) { return s.done; });
  }
  bool Failed() const { return last && last->done && last->failed; }
  // The best there is: closed segments and the last final, or the partial if that is all there is.
  std::string Text() const;
  std::string FinalText() const;
  Language BestLanguage() const;
  // How the newest stretch with anything to tell was said.
  std::string Tone() const;
  std::shared_ptr<const hearing::Perception> Heard() const;
  // What two partials in a row agree on, up to the last whole word: it will hardly change (local
  // agreement: Liu, Spanakis, Niehues 2020).
  static std::string AgreedText(const std::string& before, const std::string& now);
  float Confidence() const { return last ? last->confidence : 1; }
  Segment* FindJob(JobId job);
  // Jobs that still run.
  std::vector<JobId> Running() const;
};

// A committed item whose words are not known yet.
struct PendingTranscript {
  std::string item_id;
  size_t content_index = 0;
  TurnRecognition words;
  int rev = 0;
  int64_t limit_m = 0;  // then what is known has to do
  bool told = false;    // the limit has passed; what still comes only mends the history
  int64_t audio_ms = 0;
  int64_t voiced_ms = 0;
};

}  // namespace vivavoce::dialogue
