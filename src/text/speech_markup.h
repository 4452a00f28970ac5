// The one mark-up grammar of speech, for both languages (docs/speaking.md): stage directions in ( )
// （ ） [ ] 【 】 and between asterisks, tags ([laugh], [pause 300ms]), *emphasis* and a subset of
// SSML. Reads a reply clause by clause as ClauseSplitter cuts it: what holds beyond a clause is
// remembered. Any bytes are accepted; the text that comes out is valid UTF-8.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "text/manner.h"
#include "text/vocal_event.h"

namespace vivavoce::text {

struct SpeechCue {
  enum class Kind {
    kManner,    // of [begin, end)
    kEmphasis,  // on [begin, end), `strength`: 1 is strong, below 0 takes weight away
    kPause,     // of pause_ms before `begin`
    kEvent,     // before `begin`, in `manner`
    kPhonemes,  // [begin, end) sounds like `phonemes`, in IPA or Kokoro's alphabet
  };
  Kind kind = Kind::kManner;
  size_t begin = 0, end = 0;  // bytes of MarkedText::text
  Manner manner = {};
  float strength = 1;
  int pause_ms = 0;
  VocalEvent event = VocalEvent::kLaugh;
  std::string phonemes = {};

  friend bool operator==(const SpeechCue&, const SpeechCue&) = default;
};

struct MarkedText {
  std::string text;                  // what is said
  std::string shown;                 // as it was written, without directions and tags
  std::vector<SpeechCue> cues;       // in order of `begin`
  std::vector<std::string> directions;  // those that are obeyed, as they were written
  std::vector<std::string> ignored;     // those that were not understood

  bool HasEvent() const;
  // Whether there is something to hear: words or a sound.
  bool Audible() const;
};

struct MarkupOptions {
  // Every bracket is a direction, as in StepFun's speech requests. Otherwise those are that hold a
  // few words of the vocabulary, and others are content and read.
  bool brackets_are_directions = false;
};

class MarkupReader {
 public:
  explicit MarkupReader(MarkupOptions options = {}) : options_(options) {}

  // The next clause of the reply. A direction holds until the end of its sentence, also over
  // clauses; an element until it is closed. Sounds and pauses of a clause without words are kept
  // for the next one that has some.
  MarkedText Read(std::string_view clause);

  // The reply is over: sounds and pauses that no words followed (text is ""). Ready for the next.
  MarkedText Finish();

 private:
  friend class MarkupWalk;
  struct Element {  // open
    std::string name;
    Manner manner;
    float emphasis = 0;
    size_t begin = 0;
    size_t close_at = 0, close_size = 0;  // raw position of the closing mark of *emphasis*
  };

  MarkupOptions options_;
  std::vector<Element> open_;
  Manner held_;               // of the direction in force
  size_t held_begin_ = 0;     // bytes of the text being read
  std::vector<SpeechCue> pending_;
  std::vector<std::string> pending_directions_;
};

}  // namespace vivavoce::text
