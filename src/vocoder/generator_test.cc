// The generator's plumbing with random weights; kokoro_generator_model_test.cc compares it with the
// trained model.
#include "vocoder/generator.h"

#include <gtest/gtest.h>

#include "vocoder/testing/random_generator.h"
#include "vocoder/testing/random_values.h"

namespace vivavoce::vocoder::generator_test {
namespace {

constexpr size_t kFrames = 12;

const TensorFile& Weights() {
  static const TensorFile weights = RandomGeneratorWeights(1);
  return weights;
}

struct Input {
  std::vector<float> features = NormalNoise(Generator::kFeatures * kFrames, 1);
  std::vector<float> source =
      NormalNoise(InverseStft::kValues * Generator::SourceFrames(kFrames), 2);
  std::vector<float> style = NormalNoise(Generator::kStyle, 3);
  std::vector<float> weights = {};

  GeneratorInput All() const { return {features, source, style, weights}; }
};

std::unique_ptr<Generator> MakeGenerator(PartConfig config) {
  auto made = Generator::Make(Weights(), config);
  if (made) return *std::move(made);
  ADD_FAILURE() << made.error().ToString();
  return nullptr;
}

TEST(GeneratorTest, ThreadsAndInstructionSetsAgreeAndEveryFrameIs300Samples) {
  const Input input;
  std::vector<float> first;
  for (const Isa isa : SupportedIsas()) {
    for (const int threads : {1, 2}) {
      const auto generator = MakeGenerator({.threads = threads, .isa = isa});
      ASSERT_TRUE(generator);
      for (int round = 0; round < 2; ++round) {  // buffers of the first run are used again
        const auto samples = generator->Run(input.All(), {});
        ASSERT_TRUE(samples) << samples.error().ToString();
        ASSERT_EQ(samples->size(), kFrames * Generator::kSamplesPerFrame);
        if (first.empty()) first = *samples;
        // Random weights, whose layers keep nothing together, lose more in bfloat16 than a voice.
        EXPECT_GT(SignalToNoiseDb(first, *samples), isa == Isa::kAmx ? 34 : 40)
            << ToString(isa) << ", " << threads;
      }
    }
  }
}

TEST(GeneratorTest, WeightedRowsCountAsIfTheyWereThereAsOften) {
  constexpr int kRows = 12, kChannels = 32, kTimes = 4;
  const std::vector<float> x = NormalNoise(kRows * kChannels, 1);
  std::vector<float> repeated = x;
  for (int i = 1; i < kTimes; ++i) {  // rows 3 and 4
    repeated.insert(repeated.end(), x.begin() + 3 * kChannels, x.begin() + 5 * kChannels);
  }
  const auto moments = [](const std::vector<float>& rows, std::vector<RowWeight> weights) {
    Workshop workshop(KernelsFor(BestIsa()), 1);
    workshop.weights = std::move(weights);
    const auto count = static_cast<int>(rows.size()) / kChannels;
    workshop.sums.Reset(kChannels, 1);
    workshop.kernels->sums(rows.data(), count, kChannels, workshop.sums.Sum(0),
                           workshop.sums.Squares(0));
    return workshop.MomentsOf(rows.data(), count, kChannels);
  };
  const Moments expected = moments(repeated, {});
  const Moments weighted = moments(x, {{.begin = 3, .end = 5, .extra = kTimes - 1}});
  for (size_t c = 0; c < kChannels; ++c) {
    EXPECT_NEAR(weighted.mean[c], expected.mean[c], 1e-5);
    EXPECT_NEAR(weighted.variance[c], expected.variance[c], 1e-5);
  }
}

TEST(GeneratorTest, WeightsOfOneChangeNothingAndOthersDo) {
  const auto generator = MakeGenerator({});
  ASSERT_TRUE(generator);
  Input input;
  const auto plain = generator->Run(input.All(), {});
  input.weights.assign(kFrames, 1.0f);
  const auto same = generator->Run(input.All(), {});
  input.weights[5] = 10;
  const auto other = generator->Run(input.All(), {});
  ASSERT_TRUE(plain && same && other);
  EXPECT_EQ(*plain, *same);
  EXPECT_LT(SignalToNoiseDb(*plain, *other), 40);
}

TEST(GeneratorTest, SizesThatDoNotFitAreInvalid) {
  const auto generator = MakeGenerator({});
  ASSERT_TRUE(generator);
  const auto run = [&](auto change) {
    Input input;
    change(input);
    const auto samples = generator->Run(input.All(), {});
    return samples ? ErrorCode::kInternal : samples.error().code;
  };
  EXPECT_EQ(run([](Input& i) { i.features.clear(); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(run([](Input& i) { i.features.pop_back(); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(run([](Input& i) { i.source.pop_back(); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(run([](Input& i) { i.style.push_back(0); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(run([](Input& i) { i.weights.push_back(1); }), ErrorCode::kInvalidArgument);
}

TEST(GeneratorTest, ACancelledRunSaysSo) {
  const auto generator = MakeGenerator({});
  ASSERT_TRUE(generator);
  const Input input;
  CancellationToken cancel;
  cancel.Cancel();
  const auto samples = generator->Run(input.All(), cancel);
  ASSERT_FALSE(samples);
  EXPECT_EQ(samples.error().code, ErrorCode::kCancelled);
}

TEST(GeneratorTest, WeightsOfAnotherModelAreCorrupt) {
  TensorFileWriter writer;
  writer.Add("noise_convs.0.weight", {12, 22, 256}, std::vector<float>(12 * 22 * 256));
  const auto file = TensorFile::Parse(writer.Serialize());
  ASSERT_TRUE(file);
  const auto made = Generator::Make(*file, {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kCorrupt);
  EXPECT_NE(made.error().message.find("noise_convs.0.bias"), std::string::npos);
}

}  // namespace
}  // namespace vivavoce::vocoder::generator_test
