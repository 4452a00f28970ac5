#include "dialogue/tone_prompt.h"

#include <fmt/format.h>

#include "text/script.h"

namespace vivavoce::dialogue {

std::string_view ToneInstructions(Language language) {
  return language == Language::kChinese
             ? "对方话后括号里是语气：据此回应情绪，不要念出括号。"
             : "Brackets after the user's words tell how they said them: answer the feeling, never "
               "read the brackets out.";
}

std::string WithTone(const HistoryMessage& message) {
  if (message.tone.empty()) return message.text;
  const bool chinese = text::DominantLanguage(message.tone) == Language::kChinese;
  // Without the space "。（" may be one token, and the words no whole number of them.
  const std::string_view space = message.text.empty() ? "" : " ";
  if (chinese) return fmt::format("{}{}（{}）", message.text, space, message.tone);
  return fmt::format("{}{}({})", message.text, space, message.tone);
}

}  // namespace vivavoce::dialogue
