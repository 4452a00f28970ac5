#include "llm/llama_config.h"

#include <gtest/gtest.h>

#include <cmath>

#include "llm/sampling_params.h"

namespace vivavoce::llm::llama_config_test {
namespace {

LlamaConfig Good() {
  LlamaConfig config;
  config.model_file = "model.gguf";
  return config;
}

TEST(LlamaConfig, TheDefaultsNeedOnlyAFile) {
  EXPECT_TRUE(Good().Validate());
  EXPECT_EQ(LlamaConfig().Validate().error().field, "llm.model_file");
}

TEST(LlamaConfig, AnErrorNamesTheFieldAndTheRange) {
  LlamaConfig config = Good();
  config.max_sessions = 0;
  EXPECT_EQ(config.Validate().error().field, "llm.max_sessions");
  EXPECT_NE(config.Validate().error().message.find("between 1 and 200"), std::string::npos);
  config = Good();
  config.shared_prefill_chunk = config.prefill_chunk + 1;
  EXPECT_EQ(config.Validate().error().field, "llm.shared_prefill_chunk");
  config = Good();
  config.kv_tokens = config.context_tokens_per_session - 1;
  EXPECT_EQ(config.Validate().error().field, "llm.kv_tokens");
  config = Good();
  config.context_tokens_per_session = 131072;
  config.max_sessions = 200;
  EXPECT_EQ(config.Validate().error().field, "llm.max_sessions");
}

TEST(SamplingParams, TheDefaultsAreValid) { EXPECT_TRUE(Validate(SamplingParams())); }

TEST(SamplingParams, EveryRangeIsChecked) {
  const auto field = [](auto change) {
    SamplingParams params;
    change(params);
    const Status status = Validate(params);
    return status ? std::string("valid") : status.error().field;
  };
  EXPECT_EQ(field([](auto& p) { p.temperature = -0.1f; }), "sampling.temperature");
  EXPECT_EQ(field([](auto& p) { p.temperature = NAN; }), "sampling.temperature");
  EXPECT_EQ(field([](auto& p) { p.top_p = 0; }), "sampling.top_p");
  EXPECT_EQ(field([](auto& p) { p.top_k = -1; }), "sampling.top_k");
  EXPECT_EQ(field([](auto& p) { p.min_p = 1.5f; }), "sampling.min_p");
  EXPECT_EQ(field([](auto& p) { p.repeat_penalty = 0.5f; }), "sampling.repeat_penalty");
  EXPECT_EQ(field([](auto& p) { p.max_tokens = 0; }), "sampling.max_tokens");
  EXPECT_EQ(field([](auto& p) { p.stop = {""}; }), "sampling.stop");
  EXPECT_EQ(field([](auto& p) { p.temperature = 0; }), "valid");
}

}  // namespace
}  // namespace vivavoce::llm::llama_config_test
