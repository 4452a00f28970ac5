#include "audio/resampler.h"

#include <fmt/format.h>
#include <speex/speex_resampler.h>

#include <algorithm>
#include <numeric>

namespace vivavoce::audio {
namespace {

constexpr size_t kBlock = 4096;  // input samples a call of speexdsp, whose counters are 32 bits

constexpr int kMostUp = 4, kMostDown = 6;  // beyond, the taps of all phases are many

// The filters of speexdsp's qualities 0 to 10 (resample.c, quality_map).
struct Quality {
  int length;
  double down_cutoff, up_cutoff;
  double beta;
};
constexpr Quality kQualities[] = {
    {8, 0.830, 0.860, 6},    {16, 0.850, 0.880, 6},   {32, 0.882, 0.910, 6},   {48, 0.895, 0.917, 8},
    {64, 0.921, 0.940, 8},   {80, 0.922, 0.940, 10},  {96, 0.940, 0.945, 10},  {128, 0.950, 0.950, 10},
    {160, 0.960, 0.960, 10}, {192, 0.968, 0.968, 12}, {256, 0.975, 0.975, 12}};

Status CheckRate(const char* field, int hz) {
  if (hz >= kMinSampleRateHz && hz <= kMaxSampleRateHz) return {};
  return Fail(Error::InvalidArgument(
      fmt::format("must be {} to {} Hz, is {}", kMinSampleRateHz, kMaxSampleRateHz, hz), field));
}

}  // namespace

void Resampler::Destroy::operator()(SpeexResamplerState_* state) const {
  speex_resampler_destroy(state);
}

Resampler::Resampler(int in_hz, int out_hz, SpeexResamplerState_* state)
    : in_hz_(in_hz), out_hz_(out_hz), state_(state) {}

Result<Resampler> Resampler::Create(int in_hz, int out_hz, int quality) {
  if (Status ok = CheckRate("in_hz", in_hz); !ok) return Fail(ok.error());
  if (Status ok = CheckRate("out_hz", out_hz); !ok) return Fail(ok.error());
  if (quality < SPEEX_RESAMPLER_QUALITY_MIN || quality > SPEEX_RESAMPLER_QUALITY_MAX) {
    return Fail(Error::InvalidArgument(fmt::format("must be 0 to 10, is {}", quality), "quality"));
  }
  if (in_hz == out_hz) return Resampler(in_hz, out_hz, nullptr);
  const int common = std::gcd(in_hz, out_hz);
  const int up = out_hz / common, down = in_hz / common;
  if (up <= kMostUp && down <= kMostDown) {
    const Quality& filter = kQualities[quality];
    Resampler resampler(in_hz, out_hz, nullptr);
    resampler.filter_.emplace(PolyphaseFilter::Design{
        .up = up,
        .down = down,
        .length = filter.length,
        .cutoff = down > up ? filter.down_cutoff : filter.up_cutoff,
        .beta = filter.beta});
    return resampler;
  }
  int error = RESAMPLER_ERR_SUCCESS;
  SpeexResamplerState* state = speex_resampler_init(
      1, static_cast<spx_uint32_t>(in_hz), static_cast<spx_uint32_t>(out_hz), quality, &error);
  if (state == nullptr || error != RESAMPLER_ERR_SUCCESS) {
    return Fail(Error::Internal(fmt::format("speexdsp: {}", speex_resampler_strerror(error))));
  }
  speex_resampler_skip_zeros(state);
  return Resampler(in_hz, out_hz, state);
}

int Resampler::latency_samples() const {
  if (filter_) return filter_->latency_samples();
  return state_ ? speex_resampler_get_input_latency(state_.get()) : 0;
}

void Resampler::Run(std::span<const float> input, std::vector<float>& output) {
  if (filter_) return filter_->Process(input, output);
  while (!input.empty()) {
    const size_t block = std::min(input.size(), kBlock);
    auto in_count = static_cast<spx_uint32_t>(block);
    // One more than the ratio says covers the phase the filter starts in.
    auto out_count = static_cast<spx_uint32_t>(
        static_cast<uint64_t>(block) * static_cast<uint64_t>(out_hz_) / in_hz_ + 2);
    const size_t old_size = output.size();
    output.resize(old_size + out_count);
    speex_resampler_process_float(state_.get(), 0, input.data(), &in_count,
                                  output.data() + old_size, &out_count);
    output.resize(old_size + out_count);
    input = input.subspan(in_count);
    if (in_count == 0 && out_count == 0) break;
  }
}

std::vector<float> Resampler::Process(std::span<const float> input) {
  std::vector<float> output;
  Process(input, output);
  return output;
}

void Resampler::Process(std::span<const float> input, std::vector<float>& output) {
  if (Passes()) {
    output.insert(output.end(), input.begin(), input.end());
    return;
  }
  const size_t before = output.size();
  Run(input, output);
  consumed_ += static_cast<int64_t>(input.size());
  produced_ += static_cast<int64_t>(output.size() - before);
}

std::vector<float> Resampler::Flush() {
  std::vector<float> output;
  if (Passes()) return output;
  const int64_t total = (consumed_ * out_hz_ + in_hz_ - 1) / in_hz_;
  const auto missing = static_cast<size_t>(std::max<int64_t>(0, total - produced_));
  const std::vector<float> silence(static_cast<size_t>(latency_samples()) + in_hz_ / out_hz_ + 2);
  while (output.size() < missing) Run(silence, output);
  output.resize(missing);
  Reset();
  return output;
}

void Resampler::Reset() {
  consumed_ = 0;
  produced_ = 0;
  if (filter_) filter_->Reset();
  if (!state_) return;
  speex_resampler_reset_mem(state_.get());
  speex_resampler_skip_zeros(state_.get());
}

Result<std::vector<float>> Resample(std::span<const float> samples, int in_hz, int out_hz,
                                    int quality) {
  Result<Resampler> resampler = Resampler::Create(in_hz, out_hz, quality);
  if (!resampler) return Fail(resampler.error());
  std::vector<float> output = resampler->Process(samples);
  const std::vector<float> rest = resampler->Flush();
  output.insert(output.end(), rest.begin(), rest.end());
  return output;
}

}  // namespace vivavoce::audio
