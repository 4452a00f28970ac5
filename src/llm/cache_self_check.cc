#include "llm/cache_self_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace vivavoce::llm {
namespace {

// Rounding differs with the size of a batch and 8-bit keys add noise: up to 2e-3 was seen on right
// results, 0.3 and more on wrong ones.
constexpr double kTolerance = 0.03;

constexpr std::string_view kText =
    "It was raining when the old ferry left the harbour, and nobody on deck said a word. "
    "船慢慢离开了"
    "港口，雨还在下。The captain counted the lights on the shore: seven, six, five, and then only "
    "one.";
constexpr size_t kPromptTokens = 56;
constexpr size_t kSharedTokens = 40;

class Check {
 public:
  Check(BatchDecoder& decoder, const Vocabulary& vocabulary, int threads)
      : decoder_(decoder), size_(vocabulary.size()), threads_(threads) {}

  // Logits after `tokens` in session `session`; `beside` goes to another session in the same step.
  Result<std::vector<float>> Read(int session, std::span<const llama_token> tokens,
                                  std::span<const llama_token> beside = {}) {
    std::vector<DecodeShare> shares{{session, Tokens(tokens.begin(), tokens.end()), true}};
    if (!beside.empty())
      shares.push_back({1 - session, Tokens(beside.begin(), beside.end()), true});
    if (decoder_.Decode(shares, threads_, {true, true}) != DecodeOutcome::kDone) {
      return Fail(Error::Internal("the language model's self check could not decode"));
    }
    const float* logits = decoder_.Logits(shares.front());
    return std::vector<float>(logits, logits + size_);
  }

  double Distance(const std::vector<float>& a, const std::vector<float>& b) const {
    return LogitDistance(a.data(), b.data(), size_);
  }

 private:
  BatchDecoder& decoder_;
  const int size_;
  const int threads_;
};

}  // namespace

double LogitDistance(const float* a, const float* b, int size) {
  double mean_a = 0, mean_b = 0;
  for (int i = 0; i < size; ++i) {
    mean_a += a[i] / size;
    mean_b += b[i] / size;
  }
  double ab = 0, aa = 0, bb = 0;
  for (int i = 0; i < size; ++i) {
    ab += (a[i] - mean_a) * (b[i] - mean_b);
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
  }
  const double cosine = ab / std::sqrt(aa * bb);
  return std::isfinite(cosine) ? 1 - cosine : 1;
}

Status CheckCacheReuse(BatchDecoder& decoder, const Vocabulary& vocabulary, int threads) {
  Result<Tokens> tokens = vocabulary.Tokenize(kText);
  if (!tokens) return Fail(tokens.error());
  tokens->resize(std::min(tokens->size(), kPromptTokens));
  const std::span<const llama_token> prompt(*tokens);
  const auto shared = prompt.first(kSharedTokens);
  const auto rest = prompt.subspan(kSharedTokens);
  const Tokens wrong(prompt.rbegin(), prompt.rbegin() + 8);

  SequenceCache& cache = decoder.cache();
  Check check(decoder, vocabulary, threads);
  const auto fresh = check.Read(0, prompt);
  if (!fresh) return Fail(fresh.error());

  cache.Attach(1, shared, shared.size());  // borrowed from session 0
  const auto borrowed = check.Read(1, rest);
  if (!borrowed) return Fail(borrowed.error());

  cache.Attach(0, shared, shared.size());
  if (const auto read = check.Read(0, wrong); !read) return Fail(read.error());
  cache.Attach(0, shared, shared.size());  // rolled back
  cache.Clear(1);
  const auto rolled_back = check.Read(0, rest, wrong);
  if (!rolled_back) return Fail(rolled_back.error());
  cache.Clear(0);
  cache.Clear(1);

  const double off =
      std::max(check.Distance(*fresh, *borrowed), check.Distance(*fresh, *rolled_back));
  if (off <= kTolerance) return {};
  return Fail(Error::Internal(fmt::format(
      "the language model computes differently after a cached prefix (distance {:.3f})", off)));
}

}  // namespace vivavoce::llm
