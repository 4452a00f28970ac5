// How something is said, apart from the words: offsets from a voice's own way of speaking. Directions
// in a text, a scene and a persona each give one; they add up. Thread safety: plain values.
#pragma once

namespace vivavoce::text {

struct Manner {
  float rate = 1;         // factor of speed, [0.4, 2.5]
  float pitch_st = 0;     // semitones, [-12, 12]
  float range = 1;        // factor of the movement of pitch, [0.2, 2.5]
  float energy_db = 0;    // loudness and effort, [-18, 9]
  float whisper = 0;      // 0 voiced, 1 whispered
  float tremble = 0;      // depth of a 6 Hz vibration, [0, 1]
  float pause = 1;        // factor of the pauses at marks, [0.5, 3]
  float hesitation = 0;   // lengthening of what stands before a break, [0, 1]
  float pitch_drift_st = 0;   // from the beginning of a stretch to its end, [-8, 8]
  float energy_drift_db = 0;  // the same, [-12, 12]
  float rate_drift = 1;       // factor of the rate at the end over that at the beginning, [0.5, 2]
  // > 0: the last vowel of a stretch ends at least so far above the clause's middle F0, [0, 8].
  float rise_to_st = 0;

  friend bool operator==(const Manner&, const Manner&) = default;
};

// Both at once; every value stays within its range.
Manner Joined(const Manner& a, const Manner& b);

// The manner with `share` (>= 0) of its effect: 0 is none, 1 all of it.
Manner Scaled(const Manner& manner, float share);

}  // namespace vivavoce::text
