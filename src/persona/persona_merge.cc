#include "persona/persona_merge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "persona/persona_reader.h"

namespace vivavoce::persona {
namespace {

constexpr size_t kLongestChain = 8;
constexpr std::array<std::string_view, 7> kOwn = {"format", "id",       "aliases", "extends",
                                                  "mixins", "abstract", "card"};

bool IsOwn(std::string_view key) { return std::ranges::find(kOwn, key) != kOwn.end(); }

enum class Lists { kReplace, kAppend };

// Copies of toml++ nodes forget their lines, so everything is moved.
void Move(toml::table& from, std::string_view key, toml::table& to) {
  toml::node* node = from.get(key);
  node->visit([&](auto& concrete) { to.insert_or_assign(key, std::move(concrete)); });
}

// Puts `from` under `to`: what `to` has stays.
void Fill(toml::table& to, toml::table& from, Lists lists, bool top) {
  std::vector<std::string> keys;
  for (const auto& [key, node] : from) keys.emplace_back(key.str());
  for (const std::string& key : keys) {
    if (top && IsOwn(key)) continue;
    toml::node* mine = to.get(key);
    toml::node* theirs = from.get(key);
    if (!mine) {
      Move(from, key, to);
    } else if (mine->is_table() && theirs->is_table()) {
      Fill(*mine->as_table(), *theirs->as_table(), lists, false);
    } else if (mine->is_array() && theirs->is_array() && lists == Lists::kAppend) {
      for (toml::node& element : *theirs->as_array()) {
        element.visit([&](auto& concrete) { mine->as_array()->push_back(std::move(concrete)); });
      }
    }
  }
}

using Merged = std::expected<toml::table, Finding>;

// Where a file names another.
struct Naming {
  std::string source;
  int line;
  const char* field;

  std::unexpected<Finding> Fail(Bilingual what) const {
    return std::unexpected(Finding{Severity::kError, source, line, field, std::move(what)});
  }
};

Naming NamedAt(const toml::node& node, std::string_view source, const char* field) {
  return {std::string(source), static_cast<int>(node.source().begin.line), field};
}

class Merger {
 public:
  explicit Merger(const PersonaTexts& texts) : texts_(texts) {}

  Merged Merge(const PersonaText& text) {
    toml::parse_result parsed = toml::parse(text.toml, text.source);
    if (!parsed) {
      const Naming where{std::string(text.source),
                         static_cast<int>(parsed.error().source().begin.line), ""};
      return where.Fail(NotToml(parsed.error()));
    }
    toml::table root = std::move(parsed).table();
    const std::string id = root["id"].value_or(std::string());
    chain_.push_back(id);
    // Mix-ins first, since their values win over those of the base; the last one first.
    std::vector<std::pair<const toml::node*, std::string>> mixins;
    if (const toml::array* list = root["mixins"].as_array()) {
      for (const toml::node& element : *list) {
        if (const auto* name = element.as_string()) mixins.emplace_back(&element, name->get());
      }
    }
    std::string base;
    if (const toml::node* extends = root.get("extends"); extends && extends->is_string()) {
      base = extends->as_string()->get();
    }
    // Own lists replace the base's, those of mix-ins are appended to whichever stands: so the base
    // comes in first where lists are concerned, and last for values. Two passes keep both rules.
    toml::table from_mixins;
    for (auto it = mixins.rbegin(); it != mixins.rend(); ++it) {
      auto mixin = Named(it->second, NamedAt(*it->first, text.source, "mixins"));
      if (!mixin) return mixin;
      PrependLists(from_mixins, *mixin);
    }
    if (!base.empty()) {
      auto parent = Named(base, NamedAt(*root.get("extends"), text.source, "extends"));
      if (!parent) return parent;
      TakeLists(root, *parent);
      Fill(root, from_mixins, Lists::kAppend, true);
      Fill(root, *parent, Lists::kReplace, true);
    } else {
      Fill(root, from_mixins, Lists::kAppend, true);
    }
    chain_.pop_back();
    return root;
  }

 private:
  Merged Named(const std::string& id, const Naming& where) {
    if (std::ranges::find(chain_, id) != chain_.end()) {
      const std::string chain = fmt::format("{} > {}", fmt::join(chain_, " > "), id);
      return where.Fail({"a persona cannot build on itself: " + chain,
                         "角色不能以自己为基础：" + chain});
    }
    if (chain_.size() >= kLongestChain) {
      return where.Fail({fmt::format("at most {} personas may build on each other", kLongestChain),
                         fmt::format("最多 {} 个角色层层为基础", kLongestChain)});
    }
    if (++reads_ > kMostReads) {
      return where.Fail({fmt::format("more than {} personas are put together here", kMostReads),
                         fmt::format("这里合并了超过 {} 个角色", kMostReads)});
    }
    const auto text = texts_(id);
    if (!text) {
      return where.Fail({fmt::format("there is no persona \"{}\"", id),
                         fmt::format("没有“{}”这个角色", id)});
    }
    return Merge(*text);
  }

  // `earlier` goes under `all` but before it in lists.
  static void PrependLists(toml::table& all, toml::table& earlier) {
    toml::table lists_last = std::move(all);
    all = std::move(earlier);
    FillOver(all, lists_last);
  }

  // `from` over `to`: values replace, lists are appended.
  static void FillOver(toml::table& to, toml::table& from) {
    std::vector<std::string> keys;
    for (const auto& [key, node] : from) keys.emplace_back(key.str());
    for (const std::string& key : keys) {
      toml::node* mine = to.get(key);
      toml::node* theirs = from.get(key);
      if (mine && mine->is_table() && theirs->is_table()) {
        FillOver(*mine->as_table(), *theirs->as_table());
      } else if (mine && mine->is_array() && theirs->is_array()) {
        for (toml::node& element : *theirs->as_array()) {
          element.visit([&](auto& concrete) { mine->as_array()->push_back(std::move(concrete)); });
        }
      } else {
        Move(from, key, to);
      }
    }
  }

  // The base's lists where the file has none, so that mix-ins append to them.
  static void TakeLists(toml::table& to, toml::table& from, bool top = true) {
    std::vector<std::string> keys;
    for (const auto& [key, node] : from) keys.emplace_back(key.str());
    for (const std::string& key : keys) {
      if (top && IsOwn(key)) continue;
      toml::node* mine = to.get(key);
      toml::node* theirs = from.get(key);
      if (theirs->is_array()) {
        if (!mine) Move(from, key, to);
      } else if (theirs->is_table()) {
        if (!mine) to.insert(key, toml::table());
        toml::node* table = to.get(key);
        if (table->is_table()) TakeLists(*table->as_table(), *theirs->as_table(), false);
        if (!mine && table->as_table()->empty()) to.erase(key);
      }
    }
  }

  static constexpr int kMostReads = 64;  // of files for one persona; a lattice of mix-ins explodes

  const PersonaTexts& texts_;
  std::vector<std::string> chain_;
  int reads_ = 0;
};

}  // namespace

Merged MergedPersona(const PersonaText& text, const PersonaTexts& texts) {
  return Merger(texts).Merge(text);
}

}  // namespace vivavoce::persona
