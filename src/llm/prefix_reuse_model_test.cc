// The gate llm/prefix_reuse: whatever the cache did before, greedy decoding goes the way of a fresh
// context. The fresh context's greedy tokens are forced upon three other histories, and the logits
// are compared at every step: they must be the same but for rounding, and where another token is on
// top the fresh context must have held the two for practically equal (kTie). Rounding differs
// because the kernels chosen depend on the size of a batch, so exact equality cannot be had.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "llm/cache_self_check.h"
#include "llm/testing/installed_models.h"

namespace vivavoce::llm::prefix_reuse_model_test {
namespace {

constexpr int kSteps = 16;
constexpr float kTie = 0.5f;        // logits; a factor of 1.6 in probability
constexpr double kRounding = 0.02;  // LogitDistance; see cache_self_check.cc for what garbage gives

constexpr std::string_view kPrompt =
    "<|im_start|>system\nYou are Xiao Yue 小跃, a cheerful young woman who works in a bookshop by "
    "the sea "
    "and has an orange cat. You are on the phone with a friend, you speak in short, warm sentences "
    "and "
    "never lecture. "
    "你喜欢雨天、旧渡船和热茶。朋友说中文，你就说中文。<|im_end|>\n<|im_start|>user\nHi, what did "
    "you do today?<|im_end|>\n<|im_start|>assistant\nI sorted old books all day, and then it "
    "rained. "
    "How about you?<|im_end|>\n<|im_start|>user\nI was at work. Tell me what you like about the "
    "rain."
    "<|im_end|>\n<|im_start|>assistant\n";

struct GateCase {
  InstalledModel model;
  KvCacheType kv;
};

class PrefixReuseGate : public ::testing::TestWithParam<GateCase> {
 protected:
  using Logits = std::vector<float>;

  void SetUp() override {
    LlamaConfig config;
    config.model_file = PathOf(GetParam().model);
    if (config.model_file.empty()) GTEST_SKIP() << "the model is not installed";
    config.context_tokens_per_session = 512;
    config.max_sessions = 3;
    config.kv_cache = GetParam().kv;
    auto model = LoadModel(config.model_file);
    ASSERT_TRUE(model);
    vocabulary_.emplace(**model);
    auto llama = MakeContext(std::move(*model), config, 1);
    ASSERT_TRUE(llama);
    decoder_.emplace(std::move(*llama), config);
    prompt_ = *vocabulary_->TokenizeMarkup(kPrompt);
    Read(0, prompt_);
    fresh_.push_back(last_);
    for (int step = 0; step < kSteps; ++step) {
      forced_.push_back(Top(last_));
      Read(0, std::span(forced_).last(1));
      fresh_.push_back(last_);
    }
  }

  static llama_token Top(const Logits& logits) {
    return static_cast<llama_token>(std::ranges::max_element(logits) - logits.begin());
  }

  // In steps of 32, with `beside` (another session and its next token) in every one of them.
  void Read(int session, std::span<const llama_token> tokens, int beside = -1) {
    while (!tokens.empty()) {
      const auto chunk = tokens.first(std::min<size_t>(32, tokens.size()));
      std::vector<DecodeShare> shares;
      if (beside >= 0)
        shares.push_back({beside, {prompt_[decoder_->cache().Length(beside)]}, true});
      shares.push_back({session, Tokens(chunk.begin(), chunk.end()), true});
      ASSERT_EQ(decoder_->Decode(shares, 1, {true, true, true}), DecodeOutcome::kDone);
      const float* logits = decoder_->Logits(shares.back());
      last_.assign(logits, logits + vocabulary_->size());
      tokens = tokens.subspan(chunk.size());
    }
  }

  // Reads what `session` lacks of the prompt, then the forced tokens, and compares.
  void Follow(int session, int beside = -1) {
    const size_t cached = decoder_->cache().Attach(session, prompt_, prompt_.size() - 1);
    Read(session, std::span(prompt_).subspan(cached), beside);
    double off = 0;
    int ties = 0;
    for (int step = 0; step <= kSteps; ++step) {
      const Logits& fresh = fresh_[static_cast<size_t>(step)];
      off = std::max(off, LogitDistance(fresh.data(), last_.data(), vocabulary_->size()));
      const float gap =
          fresh[static_cast<size_t>(Top(fresh))] - fresh[static_cast<size_t>(Top(last_))];
      EXPECT_LE(gap, kTie) << "step " << step;
      ties += gap > 0;
      if (step < kSteps)
        Read(session, std::span(forced_).subspan(static_cast<size_t>(step), 1), beside);
    }
    EXPECT_LE(off, kRounding);
    RecordProperty("distance", fmt::format("{:.2g}", off));
    fmt::print("largest distance {:.2g}, {} ties broken otherwise\n", off, ties);
  }

  std::optional<Vocabulary> vocabulary_;
  std::optional<BatchDecoder> decoder_;
  Tokens prompt_, forced_;
  std::vector<Logits> fresh_;
  Logits last_;
};

TEST_P(PrefixReuseGate, AfterAnEarlierTurnOfTheSameConversation) {
  Tokens earlier(prompt_.begin(), prompt_.end() - 21);
  earlier.insert(earlier.end(), {prompt_[5], prompt_[9], prompt_[14]});
  Read(1, earlier);
  Follow(1);
}

TEST_P(PrefixReuseGate, AfterBorrowingFromAnotherSession) { Follow(2); }

TEST_P(PrefixReuseGate, AfterARollback) {
  decoder_->cache().Attach(0, prompt_, prompt_.size() - 40);
  Read(0, forced_);
  Follow(0);
}

TEST_P(PrefixReuseGate, InABatchSharedWithAnotherSession) { Follow(1, 2); }

// The big model with the cache it has by default; another cache costs over a minute and goes through
// the same code as with the small one.
INSTANTIATE_TEST_SUITE_P(Models, PrefixReuseGate,
                         ::testing::Values(GateCase{kSmolLm, KvCacheType::kF16},
                                           GateCase{kSmolLm, KvCacheType::kQ8_0},
                                           GateCase{kQwen, LlamaConfig{}.kv_cache}),
                         [](const auto& info) {
                           return std::string(info.param.model.id[0] == 'q' ? "qwen" : "smollm2") +
                                  (info.param.kv == KvCacheType::kF16 ? "_f16" : "_q8_0");
                         });

}  // namespace
}  // namespace vivavoce::llm::prefix_reuse_model_test
