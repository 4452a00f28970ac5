// The visitor of persona_fields.h that reads a TOML table into the record. Every offence becomes a
// finding with file and line and leaves the field as it was; nothing throws.
#pragma once

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/toml.h"
#include "persona/finding.h"
#include "persona/persona_fields.h"

namespace vivavoce::persona {

struct SourcePlace {
  std::string source;
  int line = 0;
};

// What all readers of one file share.
struct ReadState {
  std::string source;
  bool partial = false;  // what is required may be missing: it is inherited, or never needed
  std::vector<Finding> findings;
  std::map<std::string, SourcePlace, std::less<>> places;  // by field path, "examples[0].user"

  void Offend(const toml::node& at, std::string field, Bilingual what);
  void Missing(const toml::node& table, std::string field);
  void Note(const toml::node& at, const std::string& field);
};

// What the parser says of text that is no TOML; it knows English only.
Bilingual NotToml(const toml::parse_error& error);

// One table of the file. Lives as long as the visit of that table.
class PersonaReader {
 public:
  // `path` is "" for the file itself and ends in a dot otherwise.
  PersonaReader(ReadState& state, const toml::table& table, std::string path)
      : state_(state), table_(table), path_(std::move(path)) {}

  void Text(std::string_view key, std::string& value, const FieldRule& rule);
  void Both(std::string_view key, Bilingual& value, const FieldRule& rule);
  void Strings(std::string_view key, std::vector<std::string>& value, const FieldRule& rule);
  void BothLines(std::string_view key, Lines& value, const FieldRule& rule);
  void Flag(std::string_view key, bool& value, const FieldRule& rule);
  void Language(std::string_view key, vivavoce::Language& value, const FieldRule& rule);

  template <typename T>
  void Number(std::string_view key, T& value, const FieldRule&, NumberRange range) {
    double number = 0;
    if (ReadNumber(key, range, std::is_integral_v<T>, number)) value = static_cast<T>(number);
  }

  template <typename E>
  void Choice(std::string_view key, E& value, const FieldRule&) {
    if (const toml::node* node = Get(key)) ReadChoice(*node, Path(key), value);
  }

  template <typename E>
  void Choices(std::string_view key, std::vector<E>& value, const FieldRule& rule) {
    const toml::array* list = List(key, rule, {"must be a list of names", "应为名字的列表"});
    if (!list) return;
    value.clear();
    for (const toml::node& element : *list) {
      E choice{};
      if (ReadChoice(element, Path(key), choice)) value.push_back(choice);
    }
  }

  template <typename Visit>
  void Table(std::string_view key, const FieldRule& rule, Visit visit) {
    const toml::node* node = Get(key);
    if (!node) return rule.required ? state_.Missing(table_, Path(key)) : void();
    if (!node->is_table()) return state_.Offend(*node, Path(key), {"must be a table", "应为表"});
    PersonaReader inner(state_, *node->as_table(), Path(key) + ".");
    visit(inner);
    inner.RefuseOthers();
  }

  template <typename T, typename Visit>
  void Tables(std::string_view key, std::vector<T>& value, const FieldRule& rule, Visit visit) {
    const Bilingual what = {"must be tables, each begun with [[...]]", "应为若干表，各以 [[...]] 开头"};
    const toml::array* list = List(key, rule, what);
    if (!list) return;
    value.clear();
    for (const toml::node& element : *list) {
      const std::string path = Path(key) + "[" + std::to_string(value.size()) + "]";
      state_.Note(element, path);
      if (!element.is_table()) {
        return state_.Offend(element, Path(key), what);
      }
      PersonaReader inner(state_, *element.as_table(), path + ".");
      visit(inner, value.emplace_back());
      inner.RefuseOthers();
    }
  }

  // Keys that no call asked for are offences.
  void RefuseOthers();
  // A key that is read elsewhere.
  const toml::node* Get(std::string_view key);

 private:
  std::string Path(std::string_view key) const { return path_ + std::string(key); }
  const toml::array* List(std::string_view key, const FieldRule& rule, Bilingual what);
  bool ReadText(const toml::node& node, const std::string& field, std::string& value,
                size_t max_bytes);
  bool ReadNumber(std::string_view key, NumberRange range, bool whole, double& value);
  void ReadLines(const toml::table& table, std::string_view key, const std::string& path,
                 std::vector<std::string>& value, const FieldRule& rule);
  // The index of a name; -1 and a finding when it is none of them.
  int IndexOfChoice(const toml::node& node, const std::string& field,
                    std::span<const std::string_view> names);

  template <typename E>
  bool ReadChoice(const toml::node& node, const std::string& field, E& value) {
    const int index = IndexOfChoice(node, field, ChoiceNames<E>::kNames);
    if (index < 0) return false;
    value = static_cast<E>(index);
    return true;
  }

  ReadState& state_;
  const toml::table& table_;
  std::string path_;
  std::vector<std::string_view> asked_;
};

}  // namespace vivavoce::persona
