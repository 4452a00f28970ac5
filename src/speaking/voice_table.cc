#include "speaking/voice_table.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>

#include "speaking/kokoro_graph.h"
#include "speaking/voice_catalogue.h"

namespace vivavoce::speaking {
namespace {

constexpr const char* kVoicesModel = "kokoro-voices";
constexpr size_t kRows = 510;
constexpr size_t kMaxBlend = 4;

// What may become part of a file name.
bool IsVoiceName(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](unsigned char c) {
    return std::islower(c) || std::isdigit(c) || c == '_';
  });
}

VoiceInfo InfoOf(std::string_view id) {
  VoiceInfo info;
  info.id = id;
  info.language = id[0] == 'z'                   ? Language::kChinese
                  : id[0] == 'a' || id[0] == 'b' ? Language::kEnglish
                                                 : Language::kUnknown;
  info.female = id.size() < 2 || id[1] != 'm';
  return info;
}

Result<std::vector<float>> ReadStyles(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  if (bytes.size() != kRows * kStyleSize * sizeof(float)) {
    return Fail(Error::Corrupt(path.string() + " is not a voice table of 510 x 256 float32"));
  }
  std::vector<float> styles(kRows * kStyleSize);
  std::memcpy(styles.data(), bytes.data(), bytes.size());
  if (!std::ranges::all_of(styles, [](float x) { return std::isfinite(x); })) {
    return Fail(Error::Corrupt(path.string() + " holds values that are not numbers"));
  }
  return styles;
}

struct BlendPart {
  std::string_view id;
  float weight = 1;
};

Result<std::vector<BlendPart>> ParseBlend(std::string_view text) {
  const auto malformed = [&] {
    return Fail(
        Error::InvalidArgument("a blend is written voice:weight+voice:weight with 2 to 4 voices "
                               "and weights above 0, not \"" +
                                   std::string(text.substr(0, 80)) + "\"",
                               "voice"));
  };
  std::vector<BlendPart> parts;
  for (std::string_view rest = text; parts.size() <= kMaxBlend;) {
    const size_t plus = rest.find('+');
    const std::string_view part = rest.substr(0, plus);
    const size_t colon = part.find(':');
    if (colon == std::string_view::npos) return malformed();
    const std::string_view number = part.substr(colon + 1);
    float weight = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), weight);
    if (error != std::errc() || end != number.data() + number.size() ||
        !(weight > 0 && weight <= 1000)) {
      return malformed();
    }
    parts.push_back({part.substr(0, colon), weight});
    if (plus == std::string_view::npos) break;
    rest.remove_prefix(plus + 1);
  }
  if (parts.size() < 2 || parts.size() > kMaxBlend) return malformed();
  return parts;
}

}  // namespace

std::span<const float> Voice::Style(size_t token_count) const {
  const size_t row = std::min(std::max<size_t>(token_count, 2) - 2, kRows - 1);
  return std::span(styles).subspan(row * kStyleSize, kStyleSize);
}

Result<std::shared_ptr<const Voice>> VoiceTable::Load(std::string_view id) {
  const std::lock_guard lock(mutex_);
  if (const auto found = loaded_.find(id); found != loaded_.end()) return found->second;
  auto path = IsVoiceName(id) ? store_.File(kVoicesModel, std::string(id) + ".bin")
                              : Result<std::filesystem::path>(Fail(Error::NotFound("")));
  if (!path) {
    if (path.error().code == ErrorCode::kCorrupt) return Fail(path.error());
    std::string known;
    for (const VoiceInfo& voice : Voices()) known += (known.empty() ? "" : ", ") + voice.id;
    return Fail(Error::NotFound("no voice \"" + std::string(id.substr(0, 80)) + "\"; known are " +
                                    (known.empty() ? "none (are the voices installed?)" : known),
                                "voice"));
  }
  auto styles = ReadStyles(*path);
  if (!styles) return Fail(styles.error());
  auto voice = std::make_shared<Voice>();
  voice->info = InfoOf(id);
  voice->styles = *std::move(styles);
  const auto catalogue = VoiceCatalogue();
  const auto entry = std::ranges::find(catalogue, id, &CatalogueVoice::id);
  if (entry != catalogue.end()) voice->gain = GainForLevel(entry->level_db);
  return loaded_.emplace(id, std::move(voice)).first->second;
}

Result<std::shared_ptr<const Voice>> VoiceTable::Find(std::string_view id) {
  if (id.find_first_of("+:") == std::string_view::npos) return Load(id);
  auto parts = ParseBlend(id);
  if (!parts) return Fail(parts.error());
  float sum = 0;
  for (const BlendPart& part : *parts) sum += part.weight;
  auto blend = std::make_shared<Voice>();
  blend->gain = 0;
  blend->styles.assign(kRows * kStyleSize, 0.0f);
  for (const BlendPart& part : *parts) {
    auto voice = Load(part.id);
    if (!voice) return voice;
    if (blend->info.id.empty()) blend->info = (*voice)->info;
    const float weight = part.weight / sum;
    blend->gain += weight * (*voice)->gain;
    for (size_t i = 0; i < blend->styles.size(); ++i) {
      blend->styles[i] += weight * (*voice)->styles[i];
    }
  }
  blend->info.id = id;
  return blend;
}

std::vector<VoiceInfo> VoiceTable::Voices() const {
  std::vector<VoiceInfo> voices;
  for (const CatalogueVoice& entry : VoiceCatalogue()) {
    if (store_.File(kVoicesModel, std::string(entry.id) + ".bin")) {
      voices.push_back(InfoOf(entry.id));
    }
  }
  return voices;
}

}  // namespace vivavoce::speaking
