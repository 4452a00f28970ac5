#include "hearing/transcript_guard.h"

#include <algorithm>
#include <array>
#include <utility>

#include "audio/loudness.h"
#include "text/clause_scanner.h"

namespace vivavoce::hearing {
namespace {

constexpr size_t kLevelWindow = 480;  // 30 ms at 16 kHz

// Nobody says these to a character; subtitles are full of them. Matched anywhere.
constexpr std::array<std::string_view, 10> kCredits = {
    "amara.org", "subtitles by", "subtitled by", "transcription by", "字幕志愿者",
    "字幕由",    "中文字幕",     "明镜与点点",   "明鏡與點點",       "请不吝点赞"};

// People do say these, so they are refused only where the sound is weak too. Matched as the whole
// text, letters and digits only.
constexpr std::array<std::string_view, 16> kStockPhrases = {"you",
                                                            "thankyou",
                                                            "thanksforwatching",
                                                            "thankyouforwatching",
                                                            "thankyouverymuch",
                                                            "bye",
                                                            "byebye",
                                                            "thankyousomuch",
                                                            "pleasesubscribe",
                                                            "so",
                                                            "谢谢观看",
                                                            "谢谢大家",
                                                            "謝謝觀看",
                                                            "谢谢",
                                                            "下次见",
                                                            "感谢您的观看"};

std::string_view Trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string WithoutCaptions(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kBrackets = {
      {{"[", "]"}, {"(", ")"}, {"（", "）"}, {"【", "】"}, {"*", "*"}}};
  std::string kept(text);
  for (const auto& [open, close] : kBrackets) {
    for (size_t at = 0; (at = kept.find(open, at)) != std::string::npos;) {
      const size_t end = kept.find(close, at + open.size());
      if (end == std::string::npos) {
        kept.erase(at);  // the clip ended within the caption
        break;
      }
      kept.erase(at, end + close.size() - at);
    }
  }
  for (const std::string_view note : {"♪", "♫", "♬", "♩"}) {
    for (size_t at = 0; (at = kept.find(note)) != std::string::npos;) kept.erase(at, note.size());
  }
  return std::string(Trimmed(kept));
}

// Lower case, without ASCII and CJK punctuation and spaces.
std::string Folded(std::string_view text) {
  std::string folded;
  for (size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      if (byte >= 'A' && byte <= 'Z') folded.push_back(static_cast<char>(byte + 32));
      if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')) {
        folded.push_back(static_cast<char>(byte));
      }
      ++i;
      continue;
    }
    const size_t length = std::min(byte >= 0xf0 ? 4ul : byte >= 0xe0 ? 3ul : 2ul, text.size() - i);
    const std::string_view character = text.substr(i, length);
    // U+3000-303F and U+FF00-FFEF: CJK and full-width punctuation.
    const bool punctuation = character.starts_with("\xe3\x80") || character.starts_with("\xef\xbc");
    if (!punctuation) folded.append(character);
    i += length;
  }
  return folded;
}

constexpr size_t kPiece = 15;  // bytes: five ideographs, three short English words

// Does the text hold a long piece of the prompt, or is it one?
bool Echoes(std::string_view folded, std::string_view prompt) {
  if (prompt.empty()) return false;
  if (prompt.find(folded) != std::string_view::npos) return true;
  for (size_t at = 0; at + kPiece <= prompt.size(); ++at) {
    if (folded.find(prompt.substr(at, kPiece)) != std::string_view::npos) return true;
  }
  return false;
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

}  // namespace

float LoudestDbfs(std::span<const float> samples) {
  if (samples.size() <= kLevelWindow) return audio::RmsDbfs(samples);
  float loudest = audio::kSilenceDbfs;
  for (size_t at = 0; at + kLevelWindow <= samples.size(); at += kLevelWindow / 2) {
    loudest = std::max(loudest, audio::RmsDbfs(samples.subspan(at, kLevelWindow)));
  }
  return loudest;
}

float LevelSwingDb(std::span<const float> samples) {
  if (samples.size() < 10 * kLevelWindow) return -audio::kSilenceDbfs;
  float quietest = 0, loudest = audio::kSilenceDbfs;
  for (size_t at = 0; at + kLevelWindow <= samples.size(); at += kLevelWindow) {
    const float level = audio::RmsDbfs(samples.subspan(at, kLevelWindow));
    quietest = std::min(quietest, level);
    loudest = std::max(loudest, level);
  }
  return loudest - quietest;
}

std::string GuardedText(std::string_view text, std::string_view prompt, const Evidence& evidence,
                        const GuardConfig& config) {
  const std::string kept = WithoutCaptions(text);
  const std::string folded = Folded(kept);
  if (folded.empty()) return {};  // punctuation alone
  if (evidence.loudest_dbfs < config.silence_dbfs) return {};
  if (evidence.mean_log_probability < config.no_log_probability) return {};
  const bool unsure = evidence.mean_log_probability < config.low_log_probability;
  const bool no_speech = evidence.no_speech_probability > config.no_speech;
  if (no_speech && unsure) return {};
  if ((no_speech || unsure) && Echoes(folded, Folded(prompt))) return {};
  const std::string lower = LowerAscii(kept);
  for (const std::string_view credit : kCredits) {
    if (lower.find(credit) != std::string::npos) return {};
  }
  if (evidence.loudest_dbfs < config.quiet_dbfs || no_speech || unsure) {
    if (std::ranges::find(kStockPhrases, folded) != kStockPhrases.end()) return {};
  }
  return kept;
}

bool RepeatsPrompt(std::string_view text, std::string_view fixed_prompt) {
  const std::string folded = Folded(text);
  return folded.size() >= kPiece && Folded(fixed_prompt).find(folded) != std::string::npos;
}

std::string WithoutRestart(std::string text) {
  constexpr size_t kFewest = 6;  // bytes
  const std::string_view all = text, last = text::LastSentence(all);
  const auto tail = static_cast<size_t>(last.data() - all.data());
  const std::string again = Folded(last);
  const std::string before = Folded(text::LastSentence(all.substr(0, tail)));
  if (again.size() >= kFewest && before.starts_with(again)) {
    text.resize(all.find_last_not_of(' ', tail - 1) + 1);
  }
  return text;
}

}  // namespace vivavoce::hearing
