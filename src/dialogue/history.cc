#include "dialogue/history.h"

#include <fmt/format.h>

#include <algorithm>

#include "dialogue/tool_calls.h"

namespace vivavoce::dialogue {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr std::string_view kUnclear =
    "(What the user just said could not be made out. Ask them, briefly, to say it again.)";
constexpr std::string_view kStillRunning = "(still running)";
constexpr int64_t kSamplesPerMs = 24;

bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// The user went on: the later tone is the one they now have.
void AddWords(HistoryMessage& message, std::string_view text, const std::string& tone) {
  message.text = JoinText(message.text, text);
  if (!tone.empty()) message.tone = tone;
}

// A call and what became of it, once, wherever its output stands.
void TellCall(const Item& call, const std::vector<Item>& items,
              std::vector<HistoryMessage>& messages) {
  messages.push_back({ItemRole::kAssistant, ToolCallText(call.name, call.arguments)});
  const auto output = std::ranges::find_if(items, [&](const Item& item) {
    return item.type == ItemType::kFunctionCallOutput && item.call_id == call.call_id;
  });
  const bool known = output != items.end();
  messages.push_back({ItemRole::kUser, ToolResponseText(known ? output->output : kStillRunning)});
}

}  // namespace

std::string TextOf(const Item& item) {
  std::string text;
  for (const ContentPart& part : item.content) {
    const bool audio =
        part.type == ContentPart::Type::kInputAudio || part.type == ContentPart::Type::kOutputAudio;
    text = JoinText(text, audio ? part.transcript.value_or("") : part.text);
  }
  return text;
}

bool IsUnheard(const HistoryMessage& message) {
  return message.role == ItemRole::kSystem && message.text == kUnclear;
}

std::string JoinText(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return std::string(a.empty() ? b : a);
  const bool space = IsAscii(a.back()) && IsAscii(b.front()) && a.back() != ' ' && b.front() != ' ';
  return fmt::format("{}{}{}", a, space ? " " : "", b);
}

size_t History::IndexOf(std::string_view id) const {
  return static_cast<size_t>(std::ranges::find(items_, id, &Item::id) - items_.begin());
}

const Item* History::Find(std::string_view id) const {
  const size_t i = IndexOf(id);
  return i < items_.size() ? &items_[i] : nullptr;
}

Item* History::FindToChange(std::string_view id) {
  const size_t i = IndexOf(id);
  if (i == items_.size()) return nullptr;
  ++version_;
  return &items_[i];
}

History::Note* History::NoteOf(std::string_view id) {
  const size_t i = IndexOf(id);
  return i < notes_.size() ? &notes_[i] : nullptr;
}

const History::Note* History::NoteOf(std::string_view id) const {
  const size_t i = IndexOf(id);
  return i < notes_.size() ? &notes_[i] : nullptr;
}

std::optional<std::string> History::PreviousOf(std::string_view id) const {
  const size_t i = IndexOf(id);
  return i == 0 || i == items_.size() ? std::nullopt : std::optional(items_[i - 1].id);
}

std::optional<std::string> History::LastId() const {
  return items_.empty() ? std::nullopt : std::optional(items_.back().id);
}

std::string History::LastUserId() const {
  for (auto item = items_.rbegin(); item != items_.rend(); ++item) {
    if (item->type == ItemType::kMessage && item->role == ItemRole::kUser) return item->id;
  }
  return {};
}

void History::Append(Item item, Note note) {
  ++version_;
  items_.push_back(std::move(item));
  notes_.push_back(std::move(note));
}

bool History::InsertAfter(std::string_view previous, Item item) {
  size_t at = 0;
  if (previous != "root") {
    at = IndexOf(previous);
    if (at++ == items_.size()) return false;
  }
  ++version_;
  items_.insert(items_.begin() + static_cast<std::ptrdiff_t>(at), std::move(item));
  notes_.insert(notes_.begin() + static_cast<std::ptrdiff_t>(at), Note{});
  return true;
}

bool History::Erase(std::string_view id) {
  const size_t i = IndexOf(id);
  if (i == items_.size()) return false;
  ++version_;
  items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(i));
  notes_.erase(notes_.begin() + static_cast<std::ptrdiff_t>(i));
  return true;
}

void History::CutAtSamples(std::string_view id, int64_t samples) {
  const size_t i = IndexOf(id);
  if (i == items_.size() || !notes_[i].spoken || items_[i].content.empty()) return;
  ++version_;
  const SpokenText& spoken = *notes_[i].spoken;
  samples = std::min(samples, notes_[i].sent_samples);
  if (notes_[i].client_cut_ms)
    samples = std::min(samples, *notes_[i].client_cut_ms * kSamplesPerMs);
  const size_t bytes = spoken.HeardBytes(samples);
  std::string heard = spoken.text.substr(0, bytes);
  if (bytes > 0 && bytes < spoken.text.size()) {
    while (heard.ends_with(' ')) heard.pop_back();
    heard += kEllipsis;
  }
  items_[i].content[0].transcript = std::move(heard);
}

bool History::HasCall(std::string_view call_id) const {
  return std::ranges::any_of(items_, [&](const Item& item) {
    return item.type == ItemType::kFunctionCall && item.call_id == call_id;
  });
}

bool History::HasOutput(std::string_view call_id) const {
  return std::ranges::any_of(items_, [&](const Item& item) {
    return item.type == ItemType::kFunctionCallOutput && item.call_id == call_id;
  });
}

bool History::HasPendingCalls() const {
  return std::ranges::any_of(items_, [&](const Item& item) {
    return item.type == ItemType::kFunctionCall && !HasOutput(item.call_id);
  });
}

Language History::LastUserLanguage() const {
  for (size_t i = items_.size(); i-- > 0;) {
    if (items_[i].role == ItemRole::kUser && notes_[i].language != Language::kUnknown) {
      return notes_[i].language;
    }
  }
  return Language::kUnknown;
}

std::vector<HistoryMessage> History::Prompt(const std::optional<PendingText>& pending) const {
  std::vector<HistoryMessage> messages = Render(items_, &notes_);
  if (!pending) return messages;
  if (pending->joined && !messages.empty() && messages.back().role == ItemRole::kUser) {
    AddWords(messages.back(), pending->text, pending->tone);
  } else {
    messages.push_back({ItemRole::kUser, pending->text, pending->tone});
  }
  return messages;
}

std::vector<HistoryMessage> History::PromptOf(const std::vector<Item>& items) {
  return Render(items, nullptr);
}

std::vector<HistoryMessage> History::Render(const std::vector<Item>& items,
                                            const std::vector<Note>* notes) {
  static const Note kNothing;
  std::vector<HistoryMessage> messages;
  for (size_t i = 0; i < items.size(); ++i) {
    const Item& item = items[i];
    const Note& note = notes ? (*notes)[i] : kNothing;
    if (item.type == ItemType::kFunctionCall) {
      TellCall(item, items, messages);
      continue;
    }
    if (item.type == ItemType::kFunctionCallOutput || note.left_out) continue;
    // While a reply is being spoken the prompt has all of it: it will have been said.
    std::string text =
        note.spoken && item.status == ItemStatus::kInProgress ? note.spoken->text : TextOf(item);
    // Nor did the model write its opener; seeing it would make a habit of it.
    if (note.spoken) text.erase(0, std::min(note.spoken->opener_bytes, text.size()));
    if (note.silent) text = kEllipsis;
    if (note.unclear && text.empty() && note.tone.empty()) {
      messages.push_back({ItemRole::kSystem, std::string(kUnclear)});
      continue;
    }
    if (text.empty() && note.tone.empty()) continue;
    if (note.joined && !messages.empty() && messages.back().role == ItemRole::kUser) {
      AddWords(messages.back(), text, note.tone);
    } else {
      messages.push_back({item.role, std::move(text), note.tone});
    }
  }
  return messages;
}

}  // namespace vivavoce::dialogue
