// One tag of the Speech Synthesis Markup Language 1.1 (W3C, 2010), as far as voices here obey it.
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/manner.h"

namespace vivavoce::text {

struct SsmlTag {
  enum class Form { kOpen, kClose, kEmpty } form = Form::kOpen;
  std::string name;  // lower case
  std::vector<std::pair<std::string, std::string>> attributes;  // names in lower case
  size_t size = 0;   // bytes from '<' to '>'

  std::string_view Attribute(std::string_view attribute) const;  // "" when it is not there
};

// The tag at the beginning of `text`; nullopt when there is none, or one that SSML (and the plain
// marks of HTML that models write: b, i, em, strong, br) does not have. At most kLongestTag bytes.
std::optional<SsmlTag> ReadSsmlTag(std::string_view text);
inline constexpr size_t kLongestTag = 512;

// <break>: ms, 0 for none. time="300ms|1.5s", strength="none|x-weak|weak|medium|strong|x-strong".
int BreakMs(const SsmlTag& tag);
// <prosody>: rate, pitch, range and volume as words, percentages, semitones (st) or dB.
Manner ProsodyManner(const SsmlTag& tag);
// <emphasis>: [-0.5, 1.5]; 1 is strong, 0 none.
float EmphasisStrength(const SsmlTag& tag);

// The text of <say-as interpret-as="..."> as it is to be read: characters and digits one by one,
// ordinals as such. Other kinds are returned as they are: the reader of numbers knows them.
std::string SayAs(std::string_view kind, std::string_view inner);

}  // namespace vivavoce::text
