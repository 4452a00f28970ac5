// What we compute of Kokoro against the export with float weights, whole, in OpenVINO float32: the
// same durations and curves go into both, so that only decoder and generator can differ.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <openvino/openvino.hpp>

#include "audio/log_mel.h"
#include "runtime/openvino.h"
#include "runtime/testing/directory_model_store.h"
#include "speaking/curve_shaping.h"
#include "speaking/kokoro_graph.h"
#include "speaking/kokoro_parts.h"
#include "speaking/kokoro_vocabulary.h"
#include "speaking/testing/small_phonemizer.h"
#include "speaking/voice_table.h"
#include "vocoder/testing/random_values.h"

namespace vivavoce::speaking::kokoro_generator_model_test {
namespace {

using T = KokoroTensors;

// Everything from tokens to samples but for what is put in: durations, curves, harmonic source.
ov::CompiledModel Reference(const std::filesystem::path& onnx_file) {
  const auto graph = ReadKokoro(onnx_file);
  EXPECT_TRUE(graph) << graph.error().ToString();
  const auto cut = CutOnnx(*graph,
                           {{T::kTokens, OnnxType::kInt64, {1, -1}},
                            {T::kStyle, OnnxType::kFloat, {1, kStyleSize}},
                            {T::kFrames, OnnxType::kInt64, {-1}},
                            {T::kF0, OnnxType::kFloat, {1, -1}},
                            {T::kEnergy, OnnxType::kFloat, {1, -1}},
                            {T::kSource, OnnxType::kFloat, {1, 22, -1}}},
                           {{T::kAudio, OnnxType::kFloat, {-1}}});
  EXPECT_TRUE(cut) << cut.error().ToString();
  return runtime::OpenVinoCore().compile_model(
      runtime::OpenVinoCore().read_model(SerializeOnnx(*cut), ov::Tensor()), "CPU",
      ov::hint::inference_precision(ov::element::f32));
}

template <typename V>
ov::Tensor TensorOf(std::span<const V> values, ov::Shape shape) {
  ov::Tensor tensor(ov::element::from<V>(), std::move(shape));
  std::ranges::copy(values, tensor.data<V>());
  return tensor;
}

double LevelDb(std::span<const float> samples) {
  double sum = 0;
  for (const float x : samples) sum += double{x} * x;
  return 10 * std::log10(sum / static_cast<double>(samples.size()));
}

// Mean over frames of the root mean square difference of 80 log-mel bands, dB.
double LogSpectralDistanceDb(std::span<const float> a, std::span<const float> b) {
  audio::MelConfig config;
  config.sample_rate_hz = kSpeechSampleRateHz;
  config.window = 600;
  config.hop = 240;
  config.high_hz = 12000;
  auto mel = audio::MelSpectrum::Create(config);
  const auto power_a = mel->Power(a), power_b = mel->Power(b);
  const size_t frames = power_a->size() / static_cast<size_t>(config.mels);
  double sum = 0;
  for (size_t frame = 0; frame < frames; ++frame) {
    double squares = 0;
    for (size_t band = 0; band < static_cast<size_t>(config.mels); ++band) {
      const size_t at = band * frames + frame;
      const double difference = 10 * std::log10(((*power_a)[at] + 1e-7) / ((*power_b)[at] + 1e-7));
      squares += difference * difference;
    }
    sum += std::sqrt(squares / config.mels);
  }
  return sum / static_cast<double>(frames);
}

struct Spoken {
  const char *text, *voice;
  Language language;
};
constexpr Spoken kSpoken[] = {
    {"The quick brown fox jumps over the lazy dog.", "af_heart", Language::kEnglish},
    {"Hello there, how are you?", "am_michael", Language::kEnglish},
    {"你好，今天天气很好。", "zf_xiaoyi", Language::kChinese},
    {"今天天气很好。", "zm_yunyang", Language::kChinese}};

class KokoroReferenceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = runtime::DirectoryModelStore::OfHome();
    ASSERT_TRUE(store);
    const auto model = store->File("kokoro-82m", kKokoroFile);
    if (!model) GTEST_SKIP() << "models are not installed";
    store_ = std::make_unique<runtime::DirectoryModelStore>(*std::move(store));
    directory_ = model->parent_path();
    ASSERT_TRUE(PrepareKokoro(directory_));
  }

  std::unique_ptr<runtime::DirectoryModelStore> store_;
  std::filesystem::path directory_;
};

TEST_F(KokoroReferenceTest, OurGeneratorSoundsTheSameAsTheWholeGraphInFloat32) {
  const auto parts = KokoroPartsDirectory(directory_);
  auto reference = Reference(directory_ / kKokoroFile).create_infer_request();
  auto vocabulary = KokoroVocabulary::Load(directory_ / "vocab.json");
  auto source = HarmonicSource::Load(parts / "source.json");
  ASSERT_TRUE(vocabulary && source);
  VoiceTable voices(*store_);
  struct Case {
    const char *text, *voice;
    Language language;
    int threads;
  };
  for (const Case& c : {Case{"The quick brown fox jumps over the lazy dog, and then he sat down.",
                             "af_heart", Language::kEnglish, 1},
                        Case{"你好，今天天气很好，我们去吧。", "zf_xiaoyi", Language::kChinese, 2},
                        Case{"Hello.", "am_michael", Language::kEnglish, 2}}) {
    auto ours = KokoroGraph::Load(parts, {.threads = c.threads, .bf16 = false});
    ASSERT_TRUE(ours) << ours.error().ToString();
    const auto voice = voices.Find(c.voice);
    ASSERT_TRUE(voice) << voice.error().ToString();
    const auto phonemes = SmallPhonemizer(c.text, c.language);
    ASSERT_TRUE(phonemes);
    const auto tokens = vocabulary->Tokenize(phonemes->phonemes).tokens;
    const auto style = (*voice)->Style(tokens.size());
    const auto durations = (*ours)->PredictDurations(tokens, style, {});
    ASSERT_TRUE(durations);
    std::vector<int64_t> frames;
    for (const float d : *durations) frames.push_back(std::max<int64_t>(1, std::llrint(d)));
    const auto curves = (*ours)->PredictProsody(frames, {});
    ASSERT_TRUE(curves);
    const auto samples = (*ours)->Render(*curves, KeepAll(curves->f0.size()), {});
    ASSERT_TRUE(samples);

    const size_t size = curves->f0.size();
    ov::Tensor spectrum(ov::element::f32, {1, 22, HarmonicSource::Frames(size)});
    source->Spectrum(curves->f0, {spectrum.data<float>(), spectrum.get_size()});
    reference.set_tensor(T::kTokens, TensorOf(std::span(tokens), {1, tokens.size()}));
    reference.set_tensor(T::kStyle, TensorOf(style, {1, kStyleSize}));
    reference.set_tensor(T::kFrames, TensorOf(std::span<const int64_t>(frames), {frames.size()}));
    reference.set_tensor(T::kF0, TensorOf(std::span(curves->f0), {1, size}));
    reference.set_tensor(T::kEnergy, TensorOf(std::span(curves->energy), {1, size}));
    reference.set_tensor(T::kSource, spectrum);
    reference.infer();
    const ov::Tensor exact = reference.get_tensor(T::kAudio);
    const std::span expected(exact.data<const float>(), exact.get_size());

    ASSERT_EQ(samples->size(), expected.size()) << c.voice;
    const double snr = vocoder::SignalToNoiseDb(expected, *samples);
    const double distance = LogSpectralDistanceDb(expected, *samples);
    RecordProperty(std::string(c.voice) + "_snr_db", std::to_string(snr));
    RecordProperty(std::string(c.voice) + "_lsd_db", std::to_string(distance));
    std::printf("%s: SNR %.1f dB, log-spectral distance %.3f dB\n", c.voice, snr, distance);
    EXPECT_GT(snr, 60) << c.voice;
    EXPECT_LT(distance, 0.1) << c.voice;
    EXPECT_NEAR(LevelDb(*samples), LevelDb(expected), 0.05) << c.voice;
  }
}

// Reduced: bfloat16 in text, decoder and generator, where this CPU is faster so.
TEST_F(KokoroReferenceTest, ReducedPrecisionSoundsLikeFloat32) {
  const auto parts = KokoroPartsDirectory(directory_);
  auto vocabulary = KokoroVocabulary::Load(directory_ / "vocab.json");
  auto exact = KokoroGraph::Load(parts, {.threads = 2, .bf16 = false});
  auto reduced = KokoroGraph::Load(parts, {.threads = 2, .bf16 = true});
  ASSERT_TRUE(vocabulary && exact && reduced);
  VoiceTable voices(*store_);
  for (const Spoken& c : kSpoken) {
    const auto voice = voices.Find(c.voice);
    const auto phonemes = SmallPhonemizer(c.text, c.language);
    ASSERT_TRUE(voice && phonemes);
    const auto tokens = vocabulary->Tokenize(phonemes->phonemes).tokens;
    const auto style = (*voice)->Style(tokens.size());
    const auto durations = (*exact)->PredictDurations(tokens, style, {});
    ASSERT_TRUE(durations && (*reduced)->PredictDurations(tokens, style, {}));
    const auto frames =
        PlannedFrames(*durations, std::vector<PhonemeTarget>(tokens.size()), 1);
    const auto curves = (*exact)->PredictProsody(frames, {});
    ASSERT_TRUE(curves && (*reduced)->PredictProsody(frames, {}));
    const auto expected = (*exact)->Render(*curves, KeepAll(curves->f0.size()), {});
    const auto samples = (*reduced)->Render(*curves, KeepAll(curves->f0.size()), {});
    ASSERT_TRUE(expected && samples);
    const double distance = LogSpectralDistanceDb(*expected, *samples);
    std::printf("%s: SNR %.1f dB, log-spectral distance %.3f dB, level %+.3f dB\n", c.voice,
                vocoder::SignalToNoiseDb(*expected, *samples), distance,
                LevelDb(*samples) - LevelDb(*expected));
    EXPECT_GT(vocoder::SignalToNoiseDb(*expected, *samples), 30) << c.voice;
    EXPECT_LT(distance, 0.2) << c.voice;
    EXPECT_NEAR(LevelDb(*samples), LevelDb(*expected), 0.1) << c.voice;
  }
}

// Silence that is not generated (silent_frames.h) against silence that is.
TEST_F(KokoroReferenceTest, SpeechSoundsTheSameWhenItsSilenceIsNotGenerated) {
  const auto parts = KokoroPartsDirectory(directory_);
  auto vocabulary = KokoroVocabulary::Load(directory_ / "vocab.json");
  auto graph = KokoroGraph::Load(parts, {.threads = 2});
  ASSERT_TRUE(vocabulary && graph);
  VoiceTable voices(*store_);
  for (const Spoken& c : kSpoken) {
    const auto voice = voices.Find(c.voice);
    const auto phonemes = SmallPhonemizer(c.text, c.language);
    ASSERT_TRUE(voice && phonemes);
    const auto tokens = vocabulary->Tokenize(phonemes->phonemes).tokens;
    const auto durations =
        (*graph)->PredictDurations(tokens, (*voice)->Style(tokens.size()), {});
    ASSERT_TRUE(durations);
    const std::vector<PhonemeTarget> targets(tokens.size());
    const std::vector<int64_t> frames = PlannedFrames(*durations, targets, 1);
    const auto curves = (*graph)->PredictProsody(frames, {});
    ASSERT_TRUE(curves);
    const ShapedCurves shaped = ShapeCurves(*curves, frames, targets);
    const KeptFrames kept = KeepSounding(shaped.silent);
    const auto whole = (*graph)->Render(shaped.curves, KeepAll(shaped.silent.size()), {});
    const auto part = (*graph)->Render(shaped.curves, kept, {});
    ASSERT_TRUE(whole && part);
    ASSERT_EQ(part->size(), whole->size());
    float loudest_left_out = 0;
    for (size_t i = 0; i < whole->size(); ++i) {
      if ((*part)[i] == 0) loudest_left_out = std::max(loudest_left_out, std::abs((*whole)[i]));
    }
    const double distance = LogSpectralDistanceDb(*whole, *part);
    std::printf("%s: %zu of %zu frames, log-spectral distance %.2f dB, loudest left out %.1f dB\n",
                c.voice, kept.frames.size(), shaped.silent.size(), distance,
                20 * std::log10(loudest_left_out + 1e-9f));
    EXPECT_LT(kept.frames.size(), shaped.silent.size() * 9 / 10) << c.voice;
    EXPECT_LT(distance, 2.5) << c.voice;
    EXPECT_NEAR(LevelDb(*part), LevelDb(*whole), 0.2) << c.voice;
    EXPECT_LT(loudest_left_out, 0.0018f) << c.voice;  // -55 dB
  }
}

}  // namespace
}  // namespace vivavoce::speaking::kokoro_generator_model_test
