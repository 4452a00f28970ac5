#include "realtime/transcript_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace vivavoce::realtime {
namespace {

std::string Stamp(double seconds, char decimal) {
  const auto ms = static_cast<int64_t>(std::lround(std::max(0.0, seconds) * 1000));
  return fmt::format("{:02}:{:02}:{:02}{}{:03}", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60,
                     decimal, ms % 1000);
}

// A cue ends at an empty line, and "-->" begins one.
std::string CueText(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  for (size_t at = text.find("-->"); at != text.npos; at = text.find("-->", at)) {
    text.replace(at, 3, "->");
  }
  return text;
}

double Rounded(double seconds) { return std::round(seconds * 1000) / 1000; }

// As OpenAI names them here, in English words.
std::string LanguageName(const std::string& code) {
  return code == "zh" ? "chinese" : code == "en" ? "english" : "";
}

}  // namespace

std::string Continuation(const std::string& before, const TimedText& next) {
  return before.empty() || next.language == "zh" ? next.text : " " + next.text;
}

std::string PlainText(const WholeTranscript& transcript) {
  std::string text;
  for (const TimedText& next : transcript.texts) text += Continuation(text, next);
  return text;
}

std::string SubRip(const WholeTranscript& transcript) {
  std::string out;
  int number = 0;
  for (const TimedText& text : transcript.texts) {
    out += fmt::format("{}\n{} --> {}\n{}\n\n", ++number, Stamp(text.begin_s, ','),
                       Stamp(text.end_s, ','), CueText(text.text));
  }
  return out;
}

std::string WebVtt(const WholeTranscript& transcript) {
  std::string out = "WEBVTT\n\n";
  for (const TimedText& text : transcript.texts) {
    out += fmt::format("{} --> {}\n{}\n\n", Stamp(text.begin_s, '.'), Stamp(text.end_s, '.'),
                       CueText(text.text));
  }
  return out;
}

nlohmann::json VerboseJson(const WholeTranscript& transcript, const TranscriptionRequest& request) {
  using Json = nlohmann::json;
  Json segments = Json::array(), words = Json::array();
  std::string language = request.language;
  for (const TimedText& text : transcript.texts) {
    if (language.empty()) language = text.language;
    segments.push_back({{"id", segments.size()},
                        {"seek", 0},
                        {"start", Rounded(text.begin_s)},
                        {"end", Rounded(text.end_s)},
                        {"text", text.text},
                        {"tokens", Json::array()},
                        {"temperature", 0.0},
                        {"avg_logprob", text.mean_log_probability},
                        {"compression_ratio", 1.0},
                        {"no_speech_prob", text.no_speech_probability}});
    for (const TimedWord& word : text.words) {
      words.push_back(
          {{"word", word.text}, {"start", Rounded(word.begin_s)}, {"end", Rounded(word.end_s)}});
    }
  }
  Json json{{"task", "transcribe"},
            {"language", LanguageName(language)},
            {"duration", Rounded(transcript.seconds)},
            {"text", PlainText(transcript)}};
  if (request.segment_times) json["segments"] = std::move(segments);
  if (request.word_times) json["words"] = std::move(words);
  return json;
}

}  // namespace vivavoce::realtime
