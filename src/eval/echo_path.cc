#include "eval/echo_path.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "eval/sound_scene.h"

namespace vivavoce::eval {
namespace {

constexpr float kDirectDb = 6;  // above all reflections
constexpr float kBend = 3;      // the loudspeaker's: 1 dB at -12 dBFS

}  // namespace

EchoPath::EchoPath(const EchoPathOptions& options)
    : waiting_(static_cast<size_t>(options.delay_ms * kSceneRateHz / 1000), 0.0f) {
  const auto length = static_cast<size_t>(options.reverberation_ms * kSceneRateHz / 1000);
  std::mt19937 random(11);
  std::normal_distribution<float> normal(0, 1);
  response_.resize(length + 1);
  float energy = 0;
  const float decay = std::log(1000.0f) / static_cast<float>(std::max<size_t>(length, 1));
  for (size_t i = 1; i < response_.size(); ++i) {
    response_[i] = normal(random) * std::exp(-decay * static_cast<float>(i));
    energy += response_[i] * response_[i];
  }
  const float direct = std::sqrt(energy) * std::pow(10.0f, kDirectDb / 20);
  response_[0] = energy > 0 ? direct : 1;
  energy += response_[0] * response_[0];
  const float gain = std::pow(10.0f, options.gain_db / 20) / std::sqrt(std::max(energy, 1.0f));
  for (float& value : response_) value *= gain;
  past_.resize(length, 0.0f);
}

void EchoPath::Add(std::span<const float> played, std::span<float> heard) {
  for (const float sample : played) past_.push_back(std::tanh(kBend * sample) / kBend);
  const size_t before = past_.size() - played.size();
  for (size_t i = 0; i < played.size(); ++i) {
    float sum = 0;
    const float* newest = &past_[before + i];
    for (size_t k = 0; k < response_.size(); ++k) sum += response_[k] * *(newest - k);
    waiting_.push_back(sum);
  }
  past_.erase(past_.begin(), past_.begin() + static_cast<std::ptrdiff_t>(played.size()));
  for (float& sample : heard) {
    if (waiting_.empty()) return;
    sample += waiting_.front();
    waiting_.pop_front();
  }
}

}  // namespace vivavoce::eval
