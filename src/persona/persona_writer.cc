#include "persona/persona_writer.h"

#include <fmt/format.h>

#include "persona/persona_fields.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

std::string StringList(const std::vector<std::string>& lines) {
  std::string out = "[";
  for (const std::string& line : lines) {
    out += (out.size() > 1 ? ", " : "") + TomlString(line);
  }
  return out + "]";
}

// The visitor of persona_fields.h that writes. Values of a table come before its sub-tables, as
// TOML wants it, so both are collected apart.
class WriterVisitor {
 public:
  explicit WriterVisitor(std::string path) : path_(std::move(path)) {}

  void Text(std::string_view key, const std::string& value, const FieldRule&) {
    if (!value.empty()) Line(key, TomlString(value));
  }
  void Both(std::string_view key, const Bilingual& value, const FieldRule&) {
    if (value.empty()) return;
    if (value.en == value.zh) return Line(key, TomlString(value.en));
    if (value.en.find('\n') == std::string::npos && value.zh.find('\n') == std::string::npos) {
      std::string both = "{ ";
      if (!value.en.empty()) both += "en = " + TomlString(value.en);
      if (!value.zh.empty()) {
        both += (value.en.empty() ? "zh = " : ", zh = ") + TomlString(value.zh);
      }
      return Line(key, both + " }");
    }
    // An inline table may not hold line breaks.
    WriterVisitor inner(Path(key));
    inner.Text("en", value.en, {});
    inner.Text("zh", value.zh, {});
    tables_ += "\n[" + Path(key) + "]\n" + inner.values_;
  }
  void Strings(std::string_view key, const std::vector<std::string>& value, const FieldRule&) {
    if (!value.empty()) Line(key, StringList(value));
  }
  void BothLines(std::string_view key, const Lines& value, const FieldRule&) {
    if (value.empty()) return;
    WriterVisitor inner(Path(key));
    inner.Strings("en", value.en, {});
    inner.Strings("zh", value.zh, {});
    tables_ += "\n[" + Path(key) + "]\n" + inner.values_;
  }
  void Flag(std::string_view key, bool value, const FieldRule&) {
    if (value) Line(key, "true");
  }
  void Language(std::string_view key, vivavoce::Language value, const FieldRule&) {
    Line(key, TomlString(LanguageCode(value)));
  }
  template <typename T>
  void Number(std::string_view key, T value, const FieldRule&, NumberRange range) {
    // 0 out of range means not given. fmt prints what reads back to the same number.
    if (static_cast<double>(value) < range.low) return;
    Line(key, fmt::format("{}", value));
  }
  template <typename E>
  void Choice(std::string_view key, E value, const FieldRule&) {
    if (!ChoiceName(value).empty()) Line(key, TomlString(ChoiceName(value)));
  }
  template <typename E>
  void Choices(std::string_view key, const std::vector<E>& values, const FieldRule&) {
    std::vector<std::string> names;
    for (const E value : values) names.emplace_back(ChoiceName(value));
    if (!names.empty()) Line(key, StringList(names));
  }
  template <typename Visit>
  void Table(std::string_view key, const FieldRule& rule, Visit visit) {
    WriterVisitor inner(Path(key));
    visit(inner);
    if (inner.values_.empty() && inner.tables_.empty() && !rule.required) return;
    tables_ += "\n[" + Path(key) + "]\n" + inner.values_ + inner.tables_;
  }
  template <typename T, typename Visit>
  void Tables(std::string_view key, const std::vector<T>& values, const FieldRule&, Visit visit) {
    for (const T& value : values) {
      WriterVisitor inner(Path(key));
      visit(inner, value);
      tables_ += "\n[[" + Path(key) + "]]\n" + inner.values_ + inner.tables_;
    }
  }

  std::string Finish() const { return values_ + tables_; }

 private:
  std::string Path(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
  }
  void Line(std::string_view key, std::string_view value) {
    values_ += fmt::format("{} = {}\n", key, value);
  }

  std::string path_;
  std::string values_;
  std::string tables_;
};

}  // namespace

std::string TomlString(std::string_view text) {
  const bool lines = text.find('\n') != std::string_view::npos;
  std::string out = lines ? "\"\"\"\n" : "\"";
  const std::string valid = text::RepairUtf8(text);
  for (const char c : valid) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += c;
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\u{:04X}", byte);
    } else {
      out += c;
    }
  }
  return out + (lines ? "\"\"\"" : "\"");
}

std::string WritePersonaToml(const Persona& persona) {
  WriterVisitor visitor("");
  VisitPersona(visitor, persona);
  return fmt::format("format = {}\n", kPersonaFormat) + visitor.Finish();
}

}  // namespace vivavoce::persona
