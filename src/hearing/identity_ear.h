// The ear for who is speaking: makes the print of a voice while the sound comes in and compares it
// with those of the conversation's speakers. Exists only while somebody asks for it.
// Sound    the first 3.2 s in which the voice of a stretch sounds: frames of 10 ms that are at most
//          80 ms away from a voiced one. Each 1.6 s of them are one print, as the network was
//          trained, and so is a rest of 1.2 s or more; their mean is the print of the stretch.
// Privacy  prints never leave this object and end with it (docs/hearing.md).
// Cost     the network runs as the sound comes in, one frame each 10 ms; Judge only sums up, unless
//          it is asked for a stretch that begins in the middle of another.
// Threads  one at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "hearing/speaker_encoder.h"
#include "hearing/speaker_identity.h"
#include "hearing/speaker_memory.h"
#include "hearing/speaker_mels.h"
#include "hearing/voice_frames.h"

namespace vivavoce::hearing {

class IdentityEar {
 public:
  // `encoder` outlives this. `at_sample` as in SpeakerMels.
  IdentityEar(const SpeakerEncoder& encoder, int64_t at_sample);

  // `frames` have heard the same sound already.
  void Push(std::span<const float> samples, const VoiceFrames& frames);
  void SkipTo(int64_t sample);  // what was heard so far is forgotten, but not who was heard

  // The voice of the frames [from, to); 0 seconds of it when it sounds for less than 1.2 s.
  VoiceSample Voice(int64_t from, int64_t to, const VoiceFrames& frames);
  SpeakerIdentity Judge(int64_t from, int64_t to, const VoiceFrames& frames);
  // Remembers the voice of that judgement, if it was told whose it was.
  void Learn(const SpeakerIdentity& heard);

 private:
  // What the network has heard of a stretch so far.
  struct Listening {
    int64_t begin = 0;             // of the stretch, a frame
    int64_t next = 0;              // the first frame that was not looked at
    int64_t first = -1;            // in which the voice sounds; -1: none yet
    int64_t last = -1;
    std::vector<int64_t> waiting;  // frames, until the gain is known
    float gain = 0;                // of power; 0: not known yet
    size_t heard = 0;              // frames since `state` was begun
    std::vector<float> state;
    std::vector<VoicePrint> prints;
  };
  struct Judgement {
    int64_t number = 0;
    VoiceSample voice;
  };
  static Listening From(int64_t frame) { return {.begin = frame, .next = frame}; }
  void Advance(Listening& listening, int64_t end, const VoiceFrames& frames) const;
  void Hear(Listening& listening, int64_t frame) const;

  const SpeakerEncoder& encoder_;
  SpeakerMels mels_;
  Listening now_;
  SpeakerMemory memory_;
  std::deque<Judgement> judged_;  // the latest few
  int64_t judgements_ = 0;
};

}  // namespace vivavoce::hearing
