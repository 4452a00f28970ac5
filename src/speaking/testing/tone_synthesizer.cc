#include "speaking/testing/tone_synthesizer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "text/utf8.h"

namespace vivavoce::speaking {
namespace {

struct ToneVoice {
  const char* id;
  Language language;
  bool female;
  double pitch_hz;
};

constexpr ToneVoice kVoices[] = {{"af_heart", Language::kEnglish, true, 200},
                                 {"am_adam", Language::kEnglish, false, 100},
                                 {"zf_xiaoyi", Language::kChinese, true, 240},
                                 {"zm_yunxi", Language::kChinese, false, 120}};

bool IsHanzi(char32_t c) { return c >= 0x3400 && c <= 0x9fff; }

bool IsWordCharacter(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\'' ||
         (c >= 0xc0 && c <= 0x24f);
}

void AppendTone(std::vector<float>& samples, size_t count, double pitch_hz, float amplitude) {
  const size_t fade = std::min<size_t>(count / 2, kSpeechSampleRateHz / 200);
  for (size_t i = 0; i < count; ++i) {
    const auto edge = static_cast<double>(std::min({i, count - 1 - i, fade}));
    const double gain = fade == 0 ? 0 : edge / static_cast<double>(fade);
    const double phase = 2 * std::numbers::pi * pitch_hz * static_cast<double>(i);
    samples.push_back(static_cast<float>(amplitude * gain * std::sin(phase / kSpeechSampleRateHz)));
  }
}

}  // namespace

std::vector<VoiceInfo> ToneSynthesizer::Voices() const {
  std::vector<VoiceInfo> voices;
  for (const ToneVoice& voice : kVoices) voices.push_back({voice.id, voice.language, voice.female});
  return voices;
}

Result<SynthesizedClause> ToneSynthesizer::Synthesize(const SynthesisRequest& request) {
  if (!(request.speed >= 0.25f && request.speed <= 4.0f)) {
    return Fail(Error::InvalidArgument("speed must be 0.25 to 4", "speed"));
  }
  const auto voice = std::ranges::find_if(
      kVoices, [&](const ToneVoice& known) { return request.voice == known.id; });
  if (voice == std::end(kVoices)) {
    std::string known;
    for (const ToneVoice& each : kVoices) known += std::string(known.empty() ? "" : ", ") + each.id;
    return Fail(Error::NotFound("no voice \"" + request.voice + "\"; known are " + known, "voice"));
  }
  const auto samples_of = [&](int ms) {
    return static_cast<size_t>(ms * kSpeechSampleRateHz / 1000 / request.speed);
  };
  SynthesizedClause clause;
  size_t position = 0;
  while (position < request.text.size()) {
    if (request.cancel.IsCancelled()) return Fail(Error::Cancelled());
    const size_t begin = position;
    text::Utf8Char character = text::DecodeUtf8At(request.text, position);
    position += character.size;
    if (IsHanzi(character.code) || IsWordCharacter(character.code)) {
      while (!IsHanzi(character.code) && position < request.text.size()) {
        const text::Utf8Char next = text::DecodeUtf8At(request.text, position);
        if (!IsWordCharacter(next.code)) break;
        position += next.size;
      }
      const auto start = static_cast<int64_t>(clause.samples.size());
      AppendTone(clause.samples, samples_of(config_.word_ms), voice->pitch_hz, config_.amplitude);
      clause.words.push_back({begin, position, start, static_cast<int64_t>(clause.samples.size())});
    } else if (!clause.words.empty() &&
               std::u32string_view(U",;:，；：、").contains(character.code)) {
      clause.samples.resize(clause.samples.size() + samples_of(config_.comma_pause_ms));
    } else if (!clause.words.empty() &&
               std::u32string_view(U".!?…。！？").contains(character.code)) {
      clause.samples.resize(clause.samples.size() + samples_of(config_.end_pause_ms));
    }
  }
  if (clause.words.empty()) {
    return Fail(Error::InvalidArgument("there is nothing to say in the text", "text"));
  }
  return clause;
}

}  // namespace vivavoce::speaking
