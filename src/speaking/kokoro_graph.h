// Kokoro's parts, ready to run: tokens and a style to samples, stage by stage, so that durations,
// F0 and energy can be looked at and changed in between. OpenVINO computes what comes before the
// curves, our own decoder and generator (vocoder/) the sound. Threads: one thread at a time. Never a
// llama.cpp thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"
#include "runtime/openvino.h"
#include "speaking/harmonic_source.h"
#include "speaking/silent_frames.h"
#include "vocoder/feature_decoder.h"
#include "vocoder/generator.h"

namespace vivavoce::speaking {

inline constexpr int kStyleSize = 256;
inline constexpr int kSamplesPerFrame = 600;  // 25 ms at 24 kHz
inline constexpr size_t kMaxTokens = 511;     // with the pads; a voice has 510 style rows

struct ProsodyCurves {
  std::vector<float> f0;      // Hz, two for each frame; 10 and below is unvoiced
  std::vector<float> energy;  // about -10..8, two for each frame
};

// Wall time of the stages of the last clause, in seconds.
struct KokoroStageTimes {
  double text = 0, prosody = 0, decoder = 0, source = 0, generator = 0;

  double Total() const { return text + prosody + decoder + source + generator; }
};

class KokoroGraph {
 public:
  // Loads what PrepareKokoro() made. In bfloat16 only the stages run for which it is safe.
  static Result<std::unique_ptr<KokoroGraph>> Load(const std::filesystem::path& parts_directory,
                                                   const runtime::InferenceConfig& config);

  // The three steps must be called in order; each uses what the one before left in the graph.
  // tokens: 3..kMaxTokens ids with the pad 0 at both ends. style: kStyleSize values.
  // Returns durations in frames at speed 1, one for each token, not rounded.
  Result<std::vector<float>> PredictDurations(std::span<const int64_t> tokens,
                                              std::span<const float> style,
                                              const CancellationToken& cancel);
  // frames: one for each token, each >= 1, at most kMaxFrames together.
  Result<ProsodyCurves> PredictProsody(std::span<const int64_t> frames,
                                       const CancellationToken& cancel);
  // The curves, changed or not, keep their length. Returns 300 samples for each value of F0, 24
  // kHz; zeros where they are not kept.
  Result<std::vector<float>> Render(const ProsodyCurves& curves, const KeptFrames& kept,
                                    const CancellationToken& cancel);

  const KokoroStageTimes& times() const { return times_; }

  static constexpr int64_t kMaxFrames = 4000;  // 100 s; keeps a bad duration from exhausting memory

 private:
  struct Stage {
    ov::CompiledModel model;  // must outlive the request
    ov::InferRequest request;
  };

  KokoroGraph(HarmonicSource source, std::unique_ptr<vocoder::FeatureDecoder> decoder,
              std::unique_ptr<vocoder::Generator> generator)
      : source_(std::move(source)),
        decoder_(std::move(decoder)),
        generator_(std::move(generator)) {}

  static Result<Stage> LoadStage(const std::filesystem::path& file,
                                 const runtime::InferenceConfig& config);
  // Runs a stage; a cancellation takes effect within milliseconds.
  static Status Run(Stage& stage, const CancellationToken& cancel, double& seconds);

  HarmonicSource source_;
  std::unique_ptr<vocoder::FeatureDecoder> decoder_;
  std::unique_ptr<vocoder::Generator> generator_;
  std::optional<Stage> text_, prosody_;
  ov::Tensor style_;
  size_t token_count_ = 0;
  size_t curve_size_ = 0;
  KokoroStageTimes times_;
};

}  // namespace vivavoce::speaking
