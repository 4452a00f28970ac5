#include "persona/persona_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "persona/closest_word.h"
#include "text/trim.h"

namespace vivavoce::persona {
namespace {

SourcePlace PlaceOf(const toml::node& node, const std::string& source) {
  const toml::source_region& region = node.source();
  return {region.path ? *region.path : source, static_cast<int>(region.begin.line)};
}

// Ends in a space or a mark, or is empty.
Bilingual DidYouMean(std::string_view word, std::span<const std::string_view> known) {
  const std::string_view closest = ClosestWord(word, known);
  if (closest.empty()) return {};
  return {fmt::format("did you mean \"{}\"? ", closest), fmt::format("是不是“{}”？", closest)};
}

}  // namespace

Bilingual NotToml(const toml::parse_error& error) {
  const std::string what(error.description());
  return {what, "不是有效的 TOML：" + what};
}

void ReadState::Offend(const toml::node& at, std::string field, Bilingual what) {
  SourcePlace place = PlaceOf(at, source);
  findings.push_back(
      {Severity::kError, std::move(place.source), place.line, std::move(field), std::move(what)});
}

void ReadState::Missing(const toml::node& table, std::string field) {
  if (partial) return;
  SourcePlace place = PlaceOf(table, source);
  // The root begins at the first line; to name it would send the reader to the wrong place.
  if (field.find('.') == std::string::npos) place.line = 0;
  findings.push_back({Severity::kError, std::move(place.source), place.line, std::move(field),
                      {"this persona needs it", "这个角色必须有它"}});
}

void ReadState::Note(const toml::node& at, const std::string& field) {
  places.emplace(field, PlaceOf(at, source));
}

const toml::node* PersonaReader::Get(std::string_view key) {
  asked_.push_back(key);
  const toml::node* node = table_.get(key);
  if (node) state_.Note(*node, Path(key));
  return node;
}

void PersonaReader::RefuseOthers() {
  for (const auto& [key, node] : table_) {
    if (std::ranges::find(asked_, key.str()) != asked_.end()) continue;
    const std::string known = fmt::format("{}", fmt::join(asked_, ", "));
    const Bilingual meant = DidYouMean(key.str(), asked_);
    state_.Offend(node, Path(key.str()),
                  {fmt::format("unknown key; {}allowed here: {}", meant.en, known),
                   fmt::format("没有这个键；{}这里可以写：{}", meant.zh, known)});
  }
}

bool PersonaReader::ReadText(const toml::node& node, const std::string& field, std::string& value,
                             size_t max_bytes) {
  const auto* text = node.as_string();
  if (!text) {
    state_.Offend(node, field, {"must be a string", "应为字符串"});
    return false;
  }
  if (text->get().size() > max_bytes) {
    const size_t size = text->get().size();
    state_.Offend(node, field, {fmt::format("{} bytes are too long (at most {})", size, max_bytes),
                                fmt::format("{} 字节太长（最多 {}）", size, max_bytes)});
    return false;
  }
  if (text->get().find('\0') != std::string::npos) {
    state_.Offend(node, field, {"must not hold a zero character", "不能含零字符"});
    return false;
  }
  value = text::Trim(text->get());
  return true;
}

void PersonaReader::Text(std::string_view key, std::string& value, const FieldRule& rule) {
  if (const toml::node* node = Get(key)) ReadText(*node, Path(key), value, rule.max_bytes);
  if (rule.required && value.empty()) state_.Missing(table_, Path(key));
}

void PersonaReader::Both(std::string_view key, Bilingual& value, const FieldRule& rule) {
  const std::string field = Path(key);
  if (const toml::node* node = Get(key)) {
    if (node->is_string()) {
      if (ReadText(*node, field, value.en, rule.max_bytes)) value.zh = value.en;
    } else if (node->is_table()) {
      PersonaReader inner(state_, *node->as_table(), field + ".");
      inner.Text("en", value.en, {.max_bytes = rule.max_bytes});
      inner.Text("zh", value.zh, {.max_bytes = rule.max_bytes});
      inner.RefuseOthers();
    } else {
      state_.Offend(*node, field, {"must be a string or { en = \"...\", zh = \"...\" }",
                                   "应为字符串或 { en = \"...\", zh = \"...\" }"});
    }
  }
  if (rule.required && value.empty()) state_.Missing(table_, field);
}

const toml::array* PersonaReader::List(std::string_view key, const FieldRule& rule,
                                       Bilingual what) {
  const toml::node* node = Get(key);
  if (!node) return nullptr;
  const toml::array* list = node->as_array();
  if (!list) {
    state_.Offend(*node, Path(key), std::move(what));
  } else if (list->size() > rule.max_items) {
    state_.Offend(
        *node, Path(key),
        {fmt::format("{} entries are too many (at most {})", list->size(), rule.max_items),
         fmt::format("{} 项太多（最多 {}）", list->size(), rule.max_items)});
    return nullptr;
  }
  return list;
}

void PersonaReader::Strings(std::string_view key, std::vector<std::string>& value,
                            const FieldRule& rule) {
  const Bilingual what = {"must be a list of strings", "应为字符串的列表"};
  const toml::array* list = List(key, rule, what);
  if (!list) return;
  value.clear();
  for (const toml::node& element : *list) {
    const std::string field = Path(key) + "[" + std::to_string(value.size()) + "]";
    state_.Note(element, field);
    if (!element.is_string()) {
      return state_.Offend(element, Path(key), what);
    }
    std::string text;
    if (!ReadText(element, field, text, rule.max_bytes)) continue;
    if (text.empty()) {
      state_.Offend(element, Path(key), {"an empty string says nothing", "空字符串没有意义"});
    } else {
      value.push_back(std::move(text));
    }
  }
}

void PersonaReader::BothLines(std::string_view key, Lines& value, const FieldRule& rule) {
  const toml::node* node = Get(key);
  if (!node) return;
  if (!node->is_table()) {
    return state_.Offend(*node, Path(key), {"must be { en = [\"...\"], zh = [\"...\"] }",
                                            "应为 { en = [\"...\"], zh = [\"...\"] }"});
  }
  PersonaReader inner(state_, *node->as_table(), Path(key) + ".");
  inner.Strings("en", value.en, rule);
  inner.Strings("zh", value.zh, rule);
  inner.RefuseOthers();
}

void PersonaReader::Flag(std::string_view key, bool& value, const FieldRule&) {
  const toml::node* node = Get(key);
  if (!node) return;
  if (!node->is_boolean()) {
    return state_.Offend(*node, Path(key), {"must be true or false", "应为 true 或 false"});
  }
  value = node->as_boolean()->get();
}

void PersonaReader::Language(std::string_view key, vivavoce::Language& value, const FieldRule&) {
  const toml::node* node = Get(key);
  std::string code;
  if (node && !ReadText(*node, Path(key), code, 16)) return;
  value = LanguageFromCode(code);
  if (value == vivavoce::Language::kUnknown) {
    state_.Offend(node ? *node : static_cast<const toml::node&>(table_), Path(key),
                  {"must be \"en\" or \"zh\"", "应为 \"en\" 或 \"zh\""});
  }
}

bool PersonaReader::ReadNumber(std::string_view key, NumberRange range, bool whole, double& value) {
  const toml::node* node = Get(key);
  if (!node) return false;
  const auto number = node->is_number() ? node->value<double>() : std::nullopt;
  const bool inside = number && *number >= range.low && *number <= range.high;
  if (!inside || (whole && *number != static_cast<double>(static_cast<long long>(*number)))) {
    state_.Offend(*node, Path(key),
                  {fmt::format("must be a {} from {} to {}", whole ? "whole number" : "number",
                               range.low, range.high),
                   fmt::format("应为 {} 到 {} 的{}", range.low, range.high, whole ? "整数" : "数")});
    return false;
  }
  value = *number;
  return true;
}

int PersonaReader::IndexOfChoice(const toml::node& node, const std::string& field,
                                 std::span<const std::string_view> names) {
  const auto* text = node.as_string();
  const auto found =
      text && !text->get().empty() ? std::ranges::find(names, text->get()) : names.end();
  if (found != names.end()) return static_cast<int>(found - names.begin());
  std::vector<std::string_view> allowed(names.begin(), names.end());
  std::erase(allowed, "");
  const Bilingual meant = text ? DidYouMean(text->get(), allowed) : Bilingual{};
  state_.Offend(node, field,
                {fmt::format("{}must be one of {}", meant.en, fmt::join(allowed, ", ")),
                 fmt::format("{}可选：{}", meant.zh, fmt::join(allowed, "、"))});
  return -1;
}

}  // namespace vivavoce::persona
