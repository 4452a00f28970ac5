// How the phonemes of a clause are to be said: what a text's cues, its context, the scene and the
// speaker's profile come to, phoneme by phoneme. Pure; takes microseconds.
// Sources: emphasis lengthens a word by a fifth to a third and raises its F0 (Cooper, Eady and
// Mueller 1985 for English; Xu 1999 for Mandarin, where focus widens the range and what follows is
// compressed); a yes/no question rises at its end; phrases slow down before a break.
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/language.h"
#include "speaking/synthesizer.h"
#include "text/manner.h"
#include "text/phoneme_text.h"
#include "text/vocal_event.h"

namespace vivavoce::speaking {

// Relative to what the model predicts.
struct PhonemeTarget {
  float duration = 1;  // factor
  float pitch_st = 0, pitch_end_st = 0;
  float range = 1;  // of the movement of F0 around the clause's middle
  // > 0: the voice of the stretch that has this value ends at least so far above the middle of the
  // clause as it is shaped.
  float rise_to_st = 0;
  bool voiced = false;  // a vowel or nasal there: has a voice even where the model lets it creak
  float energy_db = 0, energy_end_db = 0;
  float whisper = 0;
  float tremble = 0;

  // Of a sound that is no speech: fixed. Its energy_db, below 0, is its level against the words
  // (event_levels.h); 0 leaves it to the model.
  int frames = 0;                    // > 0: this long, 25 ms each
  float f0_from = 0, f0_to = 0;      // factors of the clause's middle F0; 0: unvoiced
  float n_from = 0, n_to = 0;        // the model's energy, about -9..8

  friend bool operator==(const PhonemeTarget&, const PhonemeTarget&) = default;
};

struct PlannedPause {
  size_t phoneme = 0;  // the mark or space that becomes the silence
  int ms = 0;          // exactly
};

struct PlannedEvent {
  text::VocalEvent event = text::VocalEvent::kLaugh;
  size_t begin = 0, end = 0;  // phonemes
};

struct ProsodyPlan {
  std::u32string phonemes;
  std::vector<PhonemeTarget> targets;  // one for each phoneme
  std::vector<text::PhonemeWord> words;
  std::vector<PlannedPause> pauses;  // in order
  std::vector<PlannedEvent> events;
  int lead_pause_ms = 0, end_pause_ms = 0;  // before and after everything
  // Phonemes from here on are spoken and cut away: a sound alone is out of tune with the voice.
  size_t carrier_begin = std::u32string::npos;

  // Whether the model is left as it is.
  bool Neutral() const;
};

// `cues` are those of the text and those of its context together (prosody_context.h).
ProsodyPlan PlanProsody(const text::PhonemeText& spoken, const std::vector<text::SpeechCue>& cues,
                        const SynthesisRequest& request, Language language);

}  // namespace vivavoce::speaking
