#include "llm/sequence_cache.h"

#include <algorithm>

namespace vivavoce::llm {
namespace {

constexpr size_t kWorthKeeping = 32;  // tokens; a shorter prefix is read again in no time

}  // namespace

SequenceCache::SequenceCache(llama_context& context, int sessions, int prefix_slots)
    : context_(context),
      memory_(llama_get_memory(&context)),
      sessions_(sessions),
      sequences_(sessions + prefix_slots),
      history_(sequences_) {}

size_t SequenceCache::Attach(int session, std::span<const llama_token> prompt, size_t limit) {
  const TokenHistory::Match match = history_.LongestPrefix(session, prompt.first(limit));
  if (match.sequence != session) {
    history_.Touch(match.sequence);
    llama_memory_seq_rm(memory_, session, -1, -1);
    llama_memory_seq_cp(memory_, match.sequence, session, 0, static_cast<llama_pos>(match.tokens));
    history_.Assign(session, prompt.first(match.tokens));
    return match.tokens;
  }
  history_.Truncate(session, match.tokens);
  // Models with a recurrent state cannot be cut anywhere; they start over.
  if (!llama_memory_seq_rm(memory_, session, static_cast<llama_pos>(match.tokens), -1))
    Clear(session);
  return Length(session);
}

void SequenceCache::DropUnrecorded(int session) {
  if (!llama_memory_seq_rm(memory_, session, static_cast<llama_pos>(Length(session)), -1)) {
    Clear(session);
  }
}

void SequenceCache::Clear(int session) {
  llama_memory_seq_rm(memory_, session, -1, -1);
  history_.Truncate(session, 0);
}

void SequenceCache::KeepPrefix(int session, size_t tokens) {
  tokens = std::min(tokens, Length(session));
  if (tokens < kWorthKeeping || sequences_ == sessions_) return;
  const auto prefix = std::span(history_.tokens(session)).first(tokens);
  int slot = -1;
  for (int s = sessions_; s < sequences_; ++s) {
    if (CommonPrefix(history_.tokens(s), prefix) == tokens) return history_.Touch(s);
    if (history_.tokens(s).empty()) slot = s;
  }
  if (slot < 0) slot = history_.LeastRecentlyUsed(sessions_, sequences_);
  llama_memory_seq_rm(memory_, slot, -1, -1);
  llama_memory_seq_cp(memory_, session, slot, 0, static_cast<llama_pos>(tokens));
  history_.Assign(slot, prefix);
}

bool SequenceCache::Save(std::span<const llama_token> prefix, const std::filesystem::path& file) {
  for (int s = 0; s < sequences_; ++s) {
    if (!std::ranges::equal(history_.tokens(s), prefix)) continue;
    return llama_state_seq_save_file(&context_, file.c_str(), s, prefix.data(),
                                     prefix.size()) > 0;
  }
  return false;
}

bool SequenceCache::Load(const std::filesystem::path& file) {
  int slot = sessions_;
  while (slot < sequences_ && !history_.tokens(slot).empty()) ++slot;
  if (slot == sequences_) return false;
  std::vector<llama_token> tokens(llama_n_ctx(&context_));
  size_t count = 0;
  if (llama_state_seq_load_file(&context_, file.c_str(), slot, tokens.data(), tokens.size(),
                                &count) == 0) {
    llama_memory_seq_rm(memory_, slot, -1, -1);
    return false;
  }
  history_.Assign(slot, std::span(tokens).first(count));
  return true;
}

bool SequenceCache::EvictOne(const std::vector<bool>& busy) {
  int victim = history_.LeastRecentlyUsed(sessions_, sequences_);
  if (victim < 0) {
    for (int s = 0; s < sessions_; ++s) {
      if (busy[static_cast<size_t>(s)] || history_.tokens(s).empty()) continue;
      if (victim < 0 || history_.Used(s) < history_.Used(victim)) victim = s;
    }
  }
  if (victim < 0) return false;
  Clear(victim);
  return true;
}

}  // namespace vivavoce::llm
