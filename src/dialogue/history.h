// The conversation so far: its items in order, what is known beside them, and the prompt they make.
// Threads: a value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "dialogue/item.h"
#include "dialogue/reply.h"
#include "dialogue/reply_stream.h"

namespace vivavoce::dialogue {

// What is known of an item beside the item itself.
struct HistoryNote {
  bool joined = false;    // continues the user item before it
  bool left_out = false;  // hardly heard before the user went on: not in the prompt
  bool silent = false;    // the user said nothing (idle timeout)
  bool unclear = false;   // the user spoke, nobody knows what
  Language language = Language::kUnknown;
  std::string tone = {};  // how the user said it; see HistoryMessage
  std::optional<SpokenText> spoken;  // assistant audio
  int64_t sent_samples = 0;
  std::optional<int64_t> client_cut_ms;
  std::optional<int64_t> frozen_ms;  // our estimate when it was interrupted
};

// What follows the history in a prompt, before it is part of it.
struct PendingText {
  std::string text;
  bool joined = false;
  std::string tone = {};
};

class History {
 public:
  using Note = HistoryNote;
  const std::vector<Item>& items() const { return items_; }
  // +1 at every change that a prompt may see.
  uint64_t version() const { return version_; }

  const Item* Find(std::string_view id) const;
  Item* FindToChange(std::string_view id);  // counts as a change
  Note* NoteOf(std::string_view id);
  const Note* NoteOf(std::string_view id) const;
  // Of the item before; nullopt for the first and for unknown ids.
  std::optional<std::string> PreviousOf(std::string_view id) const;
  std::optional<std::string> LastId() const;
  // The last user message; "" when there is none.
  std::string LastUserId() const;

  void Append(Item item, Note note = {});
  // False: `previous` is unknown. "root": front.
  bool InsertAfter(std::string_view previous, Item item);
  bool Erase(std::string_view id);

  // Assistant audio was heard up to `samples`: its text becomes what was heard, with an ellipsis if
  // that is not all of it.
  void CutAtSamples(std::string_view id, int64_t samples);

  bool HasCall(std::string_view call_id) const;
  bool HasOutput(std::string_view call_id) const;
  bool HasPendingCalls() const;
  Language LastUserLanguage() const;

  std::vector<HistoryMessage> Prompt(const std::optional<PendingText>& pending = {}) const;
  // The prompt of items that are not the history (response.create's input).
  static std::vector<HistoryMessage> PromptOf(const std::vector<Item>& items);

 private:
  static std::vector<HistoryMessage> Render(const std::vector<Item>& items,
                                            const std::vector<Note>* notes);
  size_t IndexOf(std::string_view id) const;

  std::vector<Item> items_;
  std::vector<Note> notes_;
  uint64_t version_ = 0;
};

// Text of an item's parts; transcripts for audio.
std::string TextOf(const Item& item);
// The message that stands for a turn of which nothing was understood.
bool IsUnheard(const HistoryMessage& message);
// Two pieces of one utterance: a space between them unless either side is Chinese.
std::string JoinText(std::string_view a, std::string_view b);

}  // namespace vivavoce::dialogue
