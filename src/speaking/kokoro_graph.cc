#include "speaking/kokoro_graph.h"

#include <algorithm>
#include <chrono>
#include <openvino/runtime/exception.hpp>
#include <string>

#include "speaking/kokoro_parts.h"

namespace vivavoce::speaking {
namespace {

using T = KokoroTensors;
using SteadyClock = std::chrono::steady_clock;

// How often a running stage looks for a cancellation.
constexpr auto kCancelPoll = std::chrono::milliseconds(5);

// Kernels that OpenVINO keeps for shapes it has met. Nearly every clause has a new length, and with
// the default of thousands memory grows by 10 MB each; making them anew costs about 5 %.
constexpr int kKernelCache = 64;

double SecondsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

template <typename V>
ov::Tensor TensorOf(std::span<const V> values, ov::Shape shape) {
  ov::Tensor tensor(ov::element::from<V>(), std::move(shape));
  std::ranges::copy(values, tensor.data<V>());
  return tensor;
}

std::vector<float> ValuesOf(const ov::Tensor& tensor) {
  const float* data = tensor.data<const float>();
  return {data, data + tensor.get_size()};
}

// OpenVINO reports by exception; none may leave this file.
template <typename F>
auto Guarded(const char* stage, F&& body) -> decltype(body()) {
  try {
    return body();
  } catch (const std::exception& e) {
    return Fail(Error::Internal(std::string("Kokoro's ") + stage + " stage failed: " + e.what()));
  }
}

}  // namespace

Result<KokoroGraph::Stage> KokoroGraph::LoadStage(const std::filesystem::path& file,
                                                  const runtime::InferenceConfig& config) {
  auto graph = runtime::ReadGraph(file);
  if (!graph) return Fail(graph.error());
  return Guarded("loading", [&]() -> Result<Stage> {
    const bool bf16 = config.bf16 && runtime::CpuHasBf16();
    auto compiled = runtime::OpenVinoCore().compile_model(
        *graph, "CPU", ov::inference_num_threads(config.threads), ov::num_streams(1),
        ov::hint::inference_precision(bf16 ? ov::element::bf16 : ov::element::f32),
        ov::AnyMap::value_type{"CPU_RUNTIME_CACHE_CAPACITY", kKernelCache});
    auto request = compiled.create_infer_request();
    return Stage{std::move(compiled), std::move(request)};
  });
}

Result<std::unique_ptr<KokoroGraph>> KokoroGraph::Load(const std::filesystem::path& parts_directory,
                                                       const runtime::InferenceConfig& config) {
  auto source = HarmonicSource::Load(parts_directory / "source.json");
  if (!source) return Fail(source.error());
  const vocoder::Isa isa = config.bf16 ? vocoder::BestIsa() : vocoder::BestFloat32Isa();
  auto decoder = vocoder::LoadPart<vocoder::FeatureDecoder>(parts_directory / kDecoderWeightsFile,
                                               {.threads = config.threads, .isa = isa});
  if (!decoder) return Fail(decoder.error());
  auto generator = vocoder::LoadPart<vocoder::Generator>(parts_directory / kGeneratorWeightsFile,
                                            {.threads = config.threads, .isa = isa});
  if (!generator) return Fail(generator.error());
  std::unique_ptr<KokoroGraph> kokoro(
      new KokoroGraph(*std::move(source), *std::move(decoder), *std::move(generator)));
  // F0 moves by up to 5 Hz when the prosody stage runs in bfloat16, and nothing is gained.
  const runtime::InferenceConfig exact{.threads = config.threads, .bf16 = false};
  const auto load = [&](const char* name, std::optional<Stage>& stage,
                        const runtime::InferenceConfig& precision) -> Status {
    auto loaded = LoadStage(parts_directory / (std::string(name) + ".xml"), precision);
    if (!loaded) return Fail(loaded.error());
    stage.emplace(*std::move(loaded));
    return {};
  };
  if (auto s = load("text", kokoro->text_, config); !s) return Fail(s.error());
  if (auto s = load("prosody", kokoro->prosody_, exact); !s) return Fail(s.error());
  return kokoro;
}

Status KokoroGraph::Run(Stage& stage, const CancellationToken& cancel, double& seconds) {
  if (cancel.IsCancelled()) return Fail(Error::Cancelled());
  const auto start = SteadyClock::now();
  stage.request.start_async();
  bool cancelled = false;
  while (!stage.request.wait_for(kCancelPoll)) {
    if (cancel.IsCancelled()) {
      cancelled = true;
      stage.request.cancel();
      break;
    }
  }
  try {
    stage.request.wait();
  } catch (const ov::Cancelled&) {
    cancelled = true;
  }
  seconds = SecondsSince(start);
  if (cancelled) return Fail(Error::Cancelled());
  return {};
}

Result<std::vector<float>> KokoroGraph::PredictDurations(std::span<const int64_t> tokens,
                                                         std::span<const float> style,
                                                         const CancellationToken& cancel) {
  token_count_ = curve_size_ = 0;
  times_ = {};
  if (tokens.size() < 3 || tokens.size() > kMaxTokens) {
    return Fail(Error::InvalidArgument("a clause has 1 to 509 phonemes, not " +
                                       std::to_string(static_cast<int64_t>(tokens.size()) - 2)));
  }
  if (style.size() != kStyleSize) {
    return Fail(Error::InvalidArgument("a style has 256 values"));
  }
  return Guarded("text", [&]() -> Result<std::vector<float>> {
    style_ = TensorOf(style, {1, kStyleSize});
    text_->request.set_tensor(T::kTokens, TensorOf(tokens, {1, tokens.size()}));
    text_->request.set_tensor(T::kStyle, style_);
    if (auto run = Run(*text_, cancel, times_.text); !run) return Fail(run.error());
    token_count_ = tokens.size();
    return ValuesOf(text_->request.get_tensor(T::kDurations));
  });
}

Result<ProsodyCurves> KokoroGraph::PredictProsody(std::span<const int64_t> frames,
                                                  const CancellationToken& cancel) {
  curve_size_ = 0;
  if (token_count_ == 0 || frames.size() != token_count_) {
    return Fail(Error::InvalidArgument("one duration for each token is needed"));
  }
  int64_t total = 0;
  for (const int64_t count : frames) {
    if (count < 1 || count > kMaxFrames || (total += count) > kMaxFrames) {
      return Fail(Error::InvalidArgument("durations must be 1 or more frames, 4000 together"));
    }
  }
  return Guarded("prosody", [&]() -> Result<ProsodyCurves> {
    ov::InferRequest& request = prosody_->request;
    request.set_tensor(T::kProsodyText, text_->request.get_tensor(T::kProsodyText));
    request.set_tensor(T::kAcousticText, text_->request.get_tensor(T::kAcousticText));
    request.set_tensor(T::kFrames, TensorOf(frames, {frames.size()}));
    request.set_tensor(T::kStyle, style_);
    if (auto run = Run(*prosody_, cancel, times_.prosody); !run) return Fail(run.error());
    ProsodyCurves curves{ValuesOf(request.get_tensor(T::kF0)),
                         ValuesOf(request.get_tensor(T::kEnergy))};
    curve_size_ = curves.f0.size();
    return curves;
  });
}

Result<std::vector<float>> KokoroGraph::Render(const ProsodyCurves& curves,
                                               const KeptFrames& kept,
                                               const CancellationToken& cancel) {
  const size_t size = curves.f0.size();
  if (size == 0 || size != curve_size_ || curves.energy.size() != size) {
    return Fail(Error::InvalidArgument("prosody curves must keep their length"));
  }
  if (kept.frames.empty() || kept.frames.back() >= size) {
    return Fail(Error::InvalidArgument("the frames to keep are not those of the curves"));
  }
  const std::span<const float> style(style_.data<const float>(), vocoder::Generator::kStyle);
  auto start = SteadyClock::now();
  const auto decoded = Guarded("decoder", [&] {
    const ov::Tensor text = prosody_->request.get_tensor(T::kAlignedText);
    return decoder_->Run({.text = {text.data<const float>(), text.get_size()},
                          .f0 = curves.f0,
                          .energy = curves.energy,
                          .style = style},
                         cancel);
  });
  times_.decoder = SecondsSince(start);
  if (!decoded) return Fail(decoded.error());

  start = SteadyClock::now();
  std::vector<float> source(2 * HarmonicSource::kBins * HarmonicSource::Frames(size));
  source_.Spectrum(curves.f0, source);
  times_.source = SecondsSince(start);

  start = SteadyClock::now();
  const auto features = ValuesOfKept(*decoded, vocoder::Generator::kFeatures, 1, 0, kept);
  const auto excitation = ValuesOfKept(source, vocoder::InverseStft::kValues,
                                       vocoder::Generator::SourceFrames(1) - 1, 1, kept);
  auto samples = generator_->Run({.features = features,
                                  .source = excitation,
                                  .style = style,
                                  .weights = kept.weights},
                                 cancel);
  times_.generator = SecondsSince(start);
  if (!samples) return samples;
  return WithSilence(*samples, vocoder::Generator::kSamplesPerFrame, kept, size);
}

}  // namespace vivavoce::speaking
