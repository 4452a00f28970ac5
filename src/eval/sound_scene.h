// Sound for scripted scenes: where somebody speaks in a clip, where it may be cut, the room behind
// it, noise at a given distance. Mono float32, 16 kHz; places are samples. Pure: the same generator
// gives the same sound.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace vivavoce::eval {

inline constexpr int kSceneRateHz = 16000;

struct SoundSpan {
  int64_t begin = 0;
  int64_t end = 0;
  friend bool operator==(const SoundSpan&, const SoundSpan&) = default;
};

// First to last frame (10 ms) at most 30 dB below the loud ones (95th percentile) and 6 dB above
// the quiet ones (5th percentile); the whole clip when no frame is.
SoundSpan VoicedSpan(std::span<const float> clip);
// Mean power of the frames that VoicedSpan counts, dBFS.
float VoicedDbfs(std::span<const float> clip);
// The clip at -26 dBFS, the nominal speech level of ITU-T P.56; its peaks may reach 1, not more.
std::vector<float> AtSpeechLevel(std::vector<float> clip);

// The quietest 20 ms within 80 ms of `place`, if they are 12 dB or more below the loud frames: a
// gap between words. -1 when there is none.
int64_t GapNear(std::span<const float> clip, int64_t place);

// More of the quietest 100 ms of the clip (at most -45 dBFS, at least -68): pieces of 40 ms, drawn
// and laid over each other.
std::vector<float> RoomTone(std::span<const float> clip, size_t length, std::mt19937& random);

enum class NoiseKind {
  kWhite,
  kPink,  // 3 dB an octave down
  kCar,   // 6 dB an octave down above 40 Hz: tyres and engine
};
std::vector<float> MakeNoise(NoiseKind kind, size_t length, std::mt19937& random);  // RMS 1
// Two or three bursts of 80 to 200 ms that fade, of breathy noise with a weak tone: like a cough.
std::vector<float> MakeCough(std::mt19937& random);
// Short clicks in a row, as from a keyboard or a cup put down.
std::vector<float> MakeKnocks(std::mt19937& random);

void Scale(std::vector<float>& sound, float db);
void MixInto(std::vector<float>& sound, std::span<const float> other, size_t at);

}  // namespace vivavoce::eval
