#include "persona/lore_shelf.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "persona/card_macros.h"
#include "persona/card_text.h"
#include "persona/character_card.h"

namespace vivavoce::persona {
namespace {

constexpr size_t kMostBooks = 64;

}  // namespace

std::shared_ptr<const LorebookMatcher> LoreShelf::BookOf(const Persona& persona) const {
  const std::string& json = persona.card.json;
  if (!std::string_view(json).contains("character_book")) return nullptr;
  const size_t hash = std::hash<std::string_view>()(json);
  const auto known = [&](const Book& book) { return book.hash == hash && book.bytes == json.size(); };
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find_if(books_, known);
    if (found != books_.end()) return found->matcher;
  }
  Book book{.hash = hash, .bytes = json.size(), .matcher = nullptr};
  if (auto card = ParseCard(json); card && card->lorebook) {
    book.matcher = std::make_shared<const LorebookMatcher>(std::move(*card->lorebook));
  }
  const std::lock_guard lock(mutex_);
  books_.push_front(book);
  if (books_.size() > kMostBooks) books_.pop_back();
  return book.matcher;
}

std::string LoreShelf::Recall(const Persona& persona, Language language, LoreQuery query) const {
  const std::shared_ptr<const LorebookMatcher> matcher = BookOf(persona);
  if (!matcher) return {};
  const int own = matcher->book().token_budget;
  query.token_budget = own > 0 ? std::min(own, kMostTokens) : kMostTokens;
  const bool chinese = language == Language::kChinese;
  const MacroValues names{.character = persona.name.For(language),
                          .user = chinese ? "你" : "you",
                          .original = {},
                          .seed = query.seed};
  std::string text;
  for (const ActivatedLore& lore : matcher->Activate(query)) {
    const std::string entry =
        PlainCardText(ExpandMacros(matcher->book().entries[lore.entry].content, names));
    if (entry.empty()) continue;
    if (!text.empty()) text += chinese ? "" : " ";
    text += entry;
  }
  if (text.empty()) return {};
  return chinese ? "（你知道：" + text + "）" : "(You know: " + text + ")";
}

}  // namespace vivavoce::persona
