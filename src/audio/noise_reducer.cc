#include "audio/noise_reducer.h"

#include <speex/speex_preprocess.h>

#include <cmath>
#include <string>

#include "audio/sample_convert.h"

namespace vivavoce::audio {
namespace {

Status CheckRange(const char* field, float value, float low, float high) {
  if (value >= low && value <= high) return {};
  return Fail(Error::InvalidArgument(
      std::to_string(value) + " is not in " + std::to_string(low) + " to " + std::to_string(high),
      field));
}

// speexdsp brings a voice to a level of 32768 times this: its own default is 8000 of 32768, loud for
// a recogniser that was trained on ordinary recordings.
constexpr int kGainTarget = 3000;

}  // namespace

void NoiseReducer::Destroy::operator()(SpeexPreprocessState_* state) const {
  speex_preprocess_state_destroy(state);
}

NoiseReducer::NoiseReducer(size_t frame_samples, SpeexPreprocessState_* state)
    : frame_samples_(frame_samples), state_(state), frame_(frame_samples) {}

Result<NoiseReducer> NoiseReducer::Create(const NoiseReducerOptions& options) {
  for (const Status& status :
       {CheckRange("sample_rate_hz", static_cast<float>(options.sample_rate_hz), 8000, 48000),
        CheckRange("suppress_db", options.suppress_db, 1, 40),
        CheckRange("most_gain_db", options.most_gain_db, 0, 30)}) {
    if (!status) return Fail(status.error());
  }
  const int frame = options.sample_rate_hz / 100;
  SpeexPreprocessState* state = speex_preprocess_state_init(frame, options.sample_rate_hz);
  if (state == nullptr) return Fail(Error::Internal("speexdsp has no memory for a noise reducer"));
  int on = 1;
  int suppress = -static_cast<int>(std::lround(options.suppress_db));
  speex_preprocess_ctl(state, SPEEX_PREPROCESS_SET_DENOISE, &on);
  speex_preprocess_ctl(state, SPEEX_PREPROCESS_SET_NOISE_SUPPRESS, &suppress);
  if (options.most_gain_db > 0) {
    int most = static_cast<int>(std::lround(options.most_gain_db));
    int target = kGainTarget;
    speex_preprocess_ctl(state, SPEEX_PREPROCESS_SET_AGC, &on);
    speex_preprocess_ctl(state, SPEEX_PREPROCESS_SET_AGC_MAX_GAIN, &most);
    speex_preprocess_ctl(state, SPEEX_PREPROCESS_SET_AGC_TARGET, &target);
  }
  return NoiseReducer(static_cast<size_t>(frame), state);
}

void NoiseReducer::Process(std::span<const float> input, std::vector<float>& output) {
  waiting_.insert(waiting_.end(), input.begin(), input.end());
  size_t used = 0;
  for (; waiting_.size() - used >= frame_samples_; used += frame_samples_) {
    for (size_t i = 0; i < frame_samples_; ++i) frame_[i] = FloatToPcm16(waiting_[used + i]);
    speex_preprocess_run(state_.get(), frame_.data());
    if (is_first_) {
      is_first_ = false;
      continue;
    }
    for (const int16_t sample : frame_) output.push_back(Pcm16ToFloat(sample));
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(used));
}

}  // namespace vivavoce::audio
