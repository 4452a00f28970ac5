// What stands in one language only, and what stands in the wrong one.
#include <fmt/core.h>

#include "persona/lint_rules.h"
#include "persona/persona_fields.h"
#include "text/script.h"

namespace vivavoce::persona {
namespace {

// The visitor of persona_fields.h that looks at every bilingual field.
class LanguageVisitor {
 public:
  LanguageVisitor(const LintContext& context, std::string path)
      : context_(context), path_(std::move(path)) {}

  void Both(std::string_view key, const Bilingual& value, const FieldRule&) {
    if (!value.empty()) Check(key, value.en.empty(), value.zh.empty());
  }
  void BothLines(std::string_view key, const Lines& value, const FieldRule&) {
    if (!value.empty()) Check(key, value.en.empty(), value.zh.empty());
  }
  template <typename Visit>
  void Table(std::string_view key, const FieldRule&, Visit visit) {
    LanguageVisitor inner(context_, path_ + std::string(key) + ".");
    visit(inner);
  }
  template <typename T, typename Visit>
  void Tables(std::string_view key, const std::vector<T>& values, const FieldRule&, Visit visit) {
    for (size_t i = 0; i < values.size(); ++i) {
      LanguageVisitor inner(context_, fmt::format("{}{}[{}].", path_, key, i));
      visit(inner, values[i]);
    }
  }
  void Text(std::string_view, const std::string&, const FieldRule&) {}
  void Strings(std::string_view, const std::vector<std::string>&, const FieldRule&) {}
  void Flag(std::string_view, bool, const FieldRule&) {}
  void Language(std::string_view, vivavoce::Language, const FieldRule&) {}
  template <typename T>
  void Number(std::string_view, T, const FieldRule&, NumberRange) {}
  template <typename E>
  void Choice(std::string_view, E, const FieldRule&) {}
  template <typename E>
  void Choices(std::string_view, const std::vector<E>&, const FieldRule&) {}

 private:
  void Check(std::string_view key, bool no_en, bool no_zh) {
    // Words of a dialect may exist in one language only.
    if (no_en == no_zh || key == "dialect_words") return;
    context_.Warn(path_ + std::string(key),
                  {fmt::format("has no {}; it is used in both languages", no_en ? "en" : "zh"),
                   fmt::format("缺 {}；两种语言都会用到", no_en ? "en" : "zh")});
  }

  const LintContext& context_;
  std::string path_;
};

}  // namespace

void LintLanguages(const LintContext& context) {
  LanguageVisitor visitor(context, "");
  VisitPersona(visitor, context.persona());
  for (const SpokenLine& line : SpokenLines(context.persona())) {
    const Language found = text::DominantLanguage(line.text);
    // "OK!" may be Chinese: what has no language of its own is not judged.
    if (found == Language::kUnknown || found == line.language) continue;
    if (line.language == Language::kChinese && line.text.size() < 8) continue;
    const auto name = [](Language language) {
      return language == Language::kChinese ? Bilingual{"Chinese", "中文"}
                                            : Bilingual{"English", "英文"};
    };
    context.Warn(line.field,
                 {fmt::format("reads as {}, but it is spoken in {} conversations", name(found).en,
                              name(line.language).en),
                  fmt::format("看着是{}，却会在{}对话里说出来", name(found).zh,
                              name(line.language).zh)});
  }
}

}  // namespace vivavoce::persona
