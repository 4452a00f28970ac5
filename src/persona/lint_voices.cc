// Voices that there are not, blends that do not add up, voices of the other language.
#include <fmt/core.h>

#include <cmath>
#include <cstdlib>

#include "persona/closest_word.h"
#include "persona/lint_rules.h"

namespace vivavoce::persona {
namespace {

std::string_view Strip(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

void LintVoice(const LintContext& context, const std::string& field, std::string_view voice,
               bool chinese) {
  double total = 0;
  bool weighted = false;
  bool wrong_language = false;
  for (size_t begin = 0; begin <= voice.size();) {
    size_t end = voice.find('+', begin);
    if (end == std::string_view::npos) end = voice.size();
    const std::string_view part = voice.substr(begin, end - begin);
    begin = end + 1;
    const size_t colon = part.find(':');
    const std::string_view id = Strip(part.substr(0, colon));
    if (colon != std::string_view::npos) {
      weighted = true;
      const std::string weight(Strip(part.substr(colon + 1)));
      char* rest = nullptr;
      const double value = std::strtod(weight.c_str(), &rest);
      if (weight.empty() || *rest != '\0' || !(value > 0 && value <= 1)) {
        context.Warn(field, {fmt::format("\"{}\" is no weight from 0 to 1", weight),
                             fmt::format("“{}”不是 0 到 1 的权重", weight)});
      }
      total += value;
    }
    const auto& known = context.options.voices;
    if (!known.empty() && !known.contains(id)) {
      const std::vector<std::string_view> ids(known.begin(), known.end());
      const std::string_view closest = ClosestWord(id, ids);
      context.Warn(field,
                   {fmt::format("there is no voice \"{}\"{}", id,
                                closest.empty() ? std::string("; vivavoce say --list-voices")
                                                : fmt::format(", did you mean \"{}\"?", closest)),
                    fmt::format("没有“{}”这个嗓音{}", id,
                                closest.empty() ? std::string("；见 vivavoce say --list-voices")
                                                : fmt::format("，是不是“{}”？", closest))});
    }
    // Kokoro's ids begin with their language: a, b English; z Chinese.
    wrong_language |= id.size() > 2 && id[2] == '_' && (id[0] == 'z') != chinese;
  }
  if (weighted && std::abs(total - 1) > 0.01) {
    context.Warn(field, {fmt::format("the weights of a blend sum to 1, these to {:.2f}", total),
                         fmt::format("混合嗓音的权重之和应为 1，现在是 {:.2f}", total)});
  }
  if (wrong_language) {
    context.Warn(field, chinese ? Bilingual{"this voice learnt English; Chinese ones begin with z",
                                            "这个嗓音学的是英文；中文嗓音以 z 开头"}
                                : Bilingual{"this voice learnt Chinese; English ones begin with a or b",
                                            "这个嗓音学的是中文；英文嗓音以 a 或 b 开头"});
  }
}

}  // namespace

void LintVoices(const LintContext& context) {
  const Bilingual& id = context.persona().voice.id;
  if (id.en.empty() || id.zh.empty()) {
    const char* missing = id.en.empty() ? "en" : "zh";
    context.Warn("voice", {fmt::format("has no {}; the other language's voice would speak it", missing),
                           fmt::format("缺 {}；会由另一种语言的嗓音来念", missing)});
  }
  if (!id.en.empty()) LintVoice(context, "voice.en", id.en, false);
  if (!id.zh.empty()) LintVoice(context, "voice.zh", id.zh, true);
}

}  // namespace vivavoce::persona
