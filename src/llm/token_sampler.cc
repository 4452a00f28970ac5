#include "llm/token_sampler.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <set>
#include <string>

#include "text/letter_case.h"

namespace vivavoce::llm {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();

// A letter or digit of any script. Common CJK punctuation (U+2000-206F, U+3000-303F, U+FF00-FF0F,
// U+FF1A-FF20) is not one; bytes of an unfinished character are taken for letters.
bool HasLetterOrDigit(std::string_view piece) {
  for (size_t i = 0; i < piece.size(); ++i) {
    const auto byte = static_cast<uint8_t>(piece[i]);
    if (byte < 0x80) {
      if (std::isalnum(byte)) return true;
      continue;
    }
    const std::string_view three = piece.substr(i, 3);
    const bool punctuation =
        three.size() == 3 &&
        (three.starts_with("\xE2\x80") || three.starts_with("\xE2\x81") ||
         three.starts_with("\xE3\x80") ||
         (three.starts_with("\xEF\xBC") &&
          ((static_cast<uint8_t>(three[2]) <= 0x8F) || static_cast<uint8_t>(three[2]) >= 0x9A) &&
          static_cast<uint8_t>(three[2]) <= 0xA0));
    if (!punctuation) return true;
    i += 2;
  }
  return false;
}

LlamaSamplerPtr MakeChain(const SamplingParams& params) {
  if (params.temperature == 0) return nullptr;
  LlamaSamplerPtr chain(llama_sampler_chain_init({.no_perf = true}));
  const auto add = [&](llama_sampler* sampler) { llama_sampler_chain_add(chain.get(), sampler); };
  if (params.top_k > 0) add(llama_sampler_init_top_k(params.top_k));
  if (params.top_p < 1) add(llama_sampler_init_top_p(params.top_p, 1));
  if (params.min_p > 0) add(llama_sampler_init_min_p(params.min_p, 1));
  add(llama_sampler_init_temp(params.temperature));
  // LLAMA_DEFAULT_SEED would mean a random one.
  add(llama_sampler_init_dist(params.seed == LLAMA_DEFAULT_SEED ? 0 : params.seed));
  return chain;
}

}  // namespace

TokenSampler::TokenSampler(const SamplingParams& params, const Vocabulary& vocabulary,
                           const Tokens& spoken)
    : vocabulary_(vocabulary),
      repeat_penalty_(params.repeat_penalty),
      banned_(vocabulary.Reserved()),
      candidates_(static_cast<size_t>(vocabulary.size())),
      chain_(MakeChain(params)) {
  for (const std::string& text : params.banned) {
    const Result<Tokens> tokens = vocabulary.Tokenize(text);
    if (tokens && tokens->size() == 1) banned_.push_back(tokens->front());
  }
  for (const std::string& text : params.banned_texts) {
    if (!text.empty()) banned_texts_.push_back(text::Lower(text));
  }
  for (size_t i = spoken.size() - std::min(spoken.size(), kPenaltyWindow); i < spoken.size(); ++i) {
    Remember(spoken[i]);
  }
}

void TokenSampler::Remember(llama_token token) {
  if (repeat_penalty_ == 1) return;
  window_.push_back(HasLetterOrDigit(vocabulary_.Piece(token)) ? token : LLAMA_TOKEN_NULL);
  if (window_.size() > kPenaltyWindow) window_.pop_front();
}

void TokenSampler::Fill(const float* logits) {
  for (size_t i = 0; i < candidates_.size(); ++i) {
    candidates_[i] = {static_cast<llama_token>(i), logits[i], 0.0f};
  }
  const std::set<llama_token> said(window_.begin(), window_.end());
  for (const llama_token token : said) {
    if (token == LLAMA_TOKEN_NULL) continue;
    float& logit = candidates_[static_cast<size_t>(token)].logit;
    logit = logit > 0 ? logit / repeat_penalty_ : logit * repeat_penalty_;
  }
  for (const llama_token token : banned_) candidates_[static_cast<size_t>(token)].logit = kNever;
  for (const llama_token token : refused_) candidates_[static_cast<size_t>(token)].logit = kNever;
}

llama_token TokenSampler::Pick(const float* logits) {
  Fill(logits);
  llama_token picked = Draw();
  for (int i = 0; i < kMostRedraws && CompletesBannedText(picked); ++i) {
    // The chain sorts and cuts its candidates: they are made anew.
    refused_.push_back(picked);
    Fill(logits);
    picked = Draw();
  }
  refused_.clear();
  Remember(picked);
  if (!banned_texts_.empty()) {
    tail_ += text::Lower(vocabulary_.Piece(picked));
    if (tail_.size() > kTailBytes) tail_.erase(0, tail_.size() - kTailBytes);
  }
  return picked;
}

llama_token TokenSampler::Draw() {
  if (!chain_) return std::ranges::max_element(candidates_, {}, &llama_token_data::logit)->id;
  llama_token_data_array array{candidates_.data(), candidates_.size(), -1, false};
  llama_sampler_apply(chain_.get(), &array);
  return array.data[array.selected].id;
}

bool TokenSampler::CompletesBannedText(llama_token token) const {
  if (banned_texts_.empty()) return false;
  const std::string text = tail_ + text::Lower(vocabulary_.Piece(token));
  return std::ranges::any_of(banned_texts_, [&](const std::string& banned) {
    const size_t at = text.rfind(banned);
    return at != std::string::npos && at + banned.size() > tail_.size();
  });
}

}  // namespace vivavoce::llm
