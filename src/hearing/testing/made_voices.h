// Sounds whose properties are known exactly, and changes to recordings whose effect is known: for tests of
// how things are said. 16 kHz. Threads: pure functions; noise is seeded.
#pragma once

#include <functional>
#include <span>
#include <vector>

namespace vivavoce::hearing::testing {

// A buzz like a voice's: harmonics of f0(t) below 4 kHz falling by 12 dB an octave. Peak 0.5.
std::vector<float> Buzz(double seconds, const std::function<double(double)>& f0_hz);

// Gaussian noise.
std::vector<float> Noise(double seconds, double rms, unsigned seed = 1);

std::vector<float> Silence(double seconds);  // room noise at -75 dBFS
std::vector<float> Joined(const std::vector<std::vector<float>>& parts);
std::vector<float> Louder(std::span<const float> samples, double db);

// Played faster or slower: rate and pitch change together.
std::vector<float> Resampled(std::span<const float> samples, double factor);
// Faster (factor > 1) or slower at the same pitch. WSOLA: W. Verhelst and M. Roelands, ICASSP 1993.
std::vector<float> TimeScaled(std::span<const float> samples, double factor);
// Higher (factor > 1) or lower at the same rate.
std::vector<float> PitchScaled(std::span<const float> samples, double factor);
// The words without the voice: linear prediction of each 25 ms, excited by noise, 12 dB quieter.
std::vector<float> Whispered(std::span<const float> samples);

}  // namespace vivavoce::hearing::testing
