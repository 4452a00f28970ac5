#include "llm/batch_decoder.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace vivavoce::llm {
namespace {

// llama_decode's own codes (llama.h); negative ones are failures.
constexpr int kNoSlot = 1;
constexpr int kAborted = 2;

// Of a very long turn its end is told.
size_t BeginOfTold(const Prompt& prompt) {
  constexpr size_t kMost = TokenStates::kMostTokens / 2;  // a step keeps what stands behind them too
  return std::max(prompt.words_begin, prompt.words_end - std::min(prompt.words_end, kMost));
}

}  // namespace

DecodeOutcome BatchDecoder::Decode(std::vector<DecodeShare>& shares, int threads,
                                   const std::vector<bool>& busy,
                                   const std::function<void()>& on_states) {
  Tokens tokens;
  std::vector<llama_pos> positions;
  std::vector<llama_seq_id> sequences;
  std::vector<int8_t> logits;
  for (DecodeShare& share : shares) {
    const auto begin = static_cast<llama_pos>(cache_.Length(share.session));
    for (size_t i = 0; i < share.tokens.size(); ++i) {
      tokens.push_back(share.tokens[i]);
      positions.push_back(begin + static_cast<llama_pos>(i));
      sequences.push_back(share.session);
      logits.push_back(share.wants_logits && i + 1 == share.tokens.size());
    }
    share.row = static_cast<int>(tokens.size()) - 1;
  }
  std::vector<int32_t> one_sequence(tokens.size(), 1);
  std::vector<llama_seq_id*> sequence_of(tokens.size());
  for (size_t i = 0; i < tokens.size(); ++i) sequence_of[i] = &sequences[i];
  const llama_batch batch{static_cast<int32_t>(tokens.size()),
                          tokens.data(),
                          nullptr,
                          positions.data(),
                          one_sequence.data(),
                          sequence_of.data(),
                          logits.data()};

  if (llama_.tap) {
    const bool wanted = std::ranges::any_of(shares, &DecodeShare::keeps_states);
    llama_.tap->Arm(!wanted ? std::function<void()>() : [&] {
      for (const DecodeShare& share : shares) {
        if (share.keeps_states) KeepStates(share);
      }
      if (on_states) on_states();
    });
  }
  llama_context* context = llama_.context.get();
  llama_set_n_threads(context, threads, threads);
  int code = -1;
  try {
    code = llama_decode(context, batch);
    while (code == kNoSlot && cache_.EvictOne(busy)) code = llama_decode(context, batch);
  } catch (const std::exception& e) {
    spdlog::error("llama_decode: {}", e.what());
  }
  if (llama_.tap) llama_.tap->Disarm();
  for (const DecodeShare& share : shares) {
    if (code == 0) {
      cache_.Append(share.session, share.tokens);
    } else {
      cache_.DropUnrecorded(share.session);
    }
  }
  if (code == 0) return DecodeOutcome::kDone;
  if (code == kAborted) return DecodeOutcome::kAborted;
  return code == kNoSlot ? DecodeOutcome::kNoRoom : DecodeOutcome::kFailed;
}

// Before the cache is told of them. Should the step come to nothing, the next Put or Attach forgets them.
void BatchDecoder::KeepStates(const DecodeShare& share) {
  const size_t count = share.tokens.size();
  const std::span<const float> rows =
      llama_.tap->Rows(static_cast<size_t>(share.row) + 1 - count, count);
  states_[static_cast<size_t>(share.session)].Put(cache_.Length(share.session), rows,
                                                  llama_.tap->width());
}

size_t BatchDecoder::Attach(int session, const Prompt& prompt, size_t limit) {
  if (!states_.empty()) {
    TokenStates& states = states_[static_cast<size_t>(session)];
    states.Truncate(CommonPrefix(cache_.tokens(session), prompt.tokens));
    const size_t known = states.KnownTo(BeginOfTold(prompt));
    if (known < prompt.words_end) limit = std::min(limit, known);
  }
  return cache_.Attach(session, prompt.tokens, limit);
}

std::vector<float> BatchDecoder::PromptState(const DecodeShare& share,
                                             const Prompt& prompt) const {
  if (states_.empty()) return {};
  const TokenStates& states = states_[static_cast<size_t>(share.session)];
  std::vector<float> told = states.Mean(BeginOfTold(prompt), prompt.words_end);
  const std::span<const float> last = llama_.tap->Rows(static_cast<size_t>(share.row), 1);
  if (!told.empty()) told.insert(told.end(), last.begin(), last.end());
  return told;
}

void BatchDecoder::UsePrefixes(PrefixStore store) {
  prefixes_ = std::move(store);
  for (const std::filesystem::path& file : prefixes_.Files()) cache_.Load(file);
}

void BatchDecoder::StorePrefix(int session, size_t tokens) {
  const auto held = cache_.tokens(session);
  const auto prefix = held.first(std::min(tokens, held.size()));
  prefixes_.Keep(prefix, [&](const auto& file) { return cache_.Save(prefix, file); });
}

LlamaModelPtr BatchDecoder::ReleaseModel() && {
  llama_.context.reset();
  return std::move(llama_.model);
}

}  // namespace vivavoce::llm
