#include "eval/paralinguistic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <utility>
#include "eval/set_lines.h"

namespace vivavoce::eval {
namespace {

using hearing::Perception;

constexpr double kPitchTolerance = 0.05;
constexpr double kRateTolerance = 0.2;

enum class Agreement { kNoTruth, kNotTold, kWrong, kRight };

Agreement CompareNames(std::string_view truth, std::string_view told) {
  if (truth.empty()) return Agreement::kNoTruth;
  if (told.empty() || told == "unknown") return Agreement::kNotTold;
  return truth == told ? Agreement::kRight : Agreement::kWrong;
}

Agreement CompareNumbers(const std::optional<double>& truth, const std::optional<double>& told,
                       double tolerance) {
  if (!truth) return Agreement::kNoTruth;
  if (!told) return Agreement::kNotTold;
  return std::abs(*told - *truth) <= tolerance * *truth ? Agreement::kRight : Agreement::kWrong;
}

Agreement CompareEvents(std::string_view truth, const std::vector<hearing::VocalEvent>& told) {
  if (truth.empty()) return Agreement::kNoTruth;
  if (told.empty()) return Agreement::kNotTold;
  return std::ranges::any_of(told,
                             [&](const hearing::VocalEvent& event) {
                               return hearing::VocalEventName(event.kind) == truth;
                             })
             ? Agreement::kRight
             : Agreement::kWrong;
}

struct Task {
  const char* name;
  std::function<Agreement(const ParalinguisticClip&, const Perception&)> judge;
};

const std::vector<Task>& Tasks() {
  using Clip = ParalinguisticClip;
  static const std::vector<Task> tasks = {
      {"gender",
       [](const Clip& clip, const Perception& heard) {
         return CompareNames(clip.gender,
                             heard.speaker ? VoiceGenderName(heard.speaker->gender) : "");
       }},
      {"age",
       [](const Clip& clip, const Perception& heard) {
         return CompareNames(clip.age, heard.speaker ? AgeBandName(heard.speaker->age) : "");
       }},
      {"emotion",
       [](const Clip& clip, const Perception& heard) {
         return CompareNames(clip.emotion,
                             heard.emotion ? EmotionName(heard.emotion->category) : "");
       }},
      {"leaning",
       [](const Clip& clip, const Perception& heard) {
         return CompareNames(clip.emotion,
                             heard.emotion ? EmotionName(heard.emotion->leaning) : "");
       }},
      {"event", [](const Clip& clip,
                   const Perception& heard) { return CompareEvents(clip.event, heard.events); }},
      {"pitch",
       [](const Clip& clip, const Perception& heard) {
         return CompareNumbers(clip.pitch_hz, heard.measures.f0_hz, kPitchTolerance);
       }},
      {"rate",
       [](const Clip& clip, const Perception& heard) {
         return CompareNumbers(clip.syllables_per_second, heard.measures.syllables_per_second,
                               kRateTolerance);
       }},
  };
  return tasks;
}

}  // namespace

Result<std::vector<ParalinguisticClip>> ParseParalinguisticSet(std::string_view text,
                                                               std::string_view source) {
  std::vector<ParalinguisticClip> clips;
  const Status read = EachSetLine(text, source, [&](std::string_view line, std::string where) {
    const nlohmann::json json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    const auto wrong = [&](const std::string& what) -> Status {
      return Fail(Error::InvalidArgument(where + ": " + what));
    };
    if (!json.is_object()) return wrong("must be a JSON object");
    ParalinguisticClip clip;
    const std::initializer_list<std::pair<const char*, std::string*>> strings = {
        {"file", &clip.file}, {"text", &clip.text},       {"gender", &clip.gender},
        {"age", &clip.age},   {"emotion", &clip.emotion}, {"event", &clip.event}};
    for (const auto& [key, field] : strings) {
      if (!json.contains(key)) continue;
      if (!json[key].is_string()) return wrong(fmt::format("{} must be a string", key));
      *field = json[key];
    }
    const std::initializer_list<std::pair<const char*, std::optional<double>*>> numbers = {
        {"pitch_hz", &clip.pitch_hz}, {"syllables_per_second", &clip.syllables_per_second}};
    for (const auto& [key, field] : numbers) {
      if (!json.contains(key)) continue;
      if (!json[key].is_number()) return wrong(fmt::format("{} must be a number", key));
      *field = json[key].get<double>();
    }
    if (clip.file.empty()) return wrong("file is missing");
    clips.push_back(std::move(clip));
    return Status();
  });
  if (!read) return Fail(read.error());
  return clips;
}

std::vector<TaskScore> ScoreParalinguistics(const std::vector<ParalinguisticClip>& clips,
                                            const std::vector<Perception>& heard) {
  std::vector<TaskScore> scores;
  for (const Task& task : Tasks()) {
    TaskScore score{.task = task.name};
    for (size_t i = 0; i < clips.size(); ++i) {
      const Agreement verdict = task.judge(clips[i], heard[i]);
      if (verdict == Agreement::kNoTruth) continue;
      ++score.told.of;
      if (verdict == Agreement::kNotTold) continue;
      ++score.told.count;
      ++score.right.of;
      score.right.count += verdict == Agreement::kRight;
    }
    if (score.told.of > 0) scores.push_back(std::move(score));
  }
  return scores;
}

std::string TextReport(const std::vector<TaskScore>& scores) {
  std::string report = fmt::format("{:<10}{:>12}{:>12}{:>18}\n", "task", "told", "right", "95 %");
  for (const TaskScore& score : scores) {
    report += fmt::format(
        "{:<10}{:>12}{:>12}{:>18}\n", score.task,
        fmt::format("{}/{}", score.told.count, score.told.of),
        fmt::format("{}/{}", score.right.count, score.right.of),
        fmt::format("{:.0f} to {:.0f} %", score.right.low() * 100, score.right.high() * 100));
  }
  return report;
}

nlohmann::ordered_json JsonReport(const std::vector<TaskScore>& scores) {
  auto tasks = nlohmann::ordered_json::array();
  for (const TaskScore& score : scores) {
    tasks.push_back({{"task", score.task},
                     {"told", ToJson(score.told)},
                     {"right", ToJson(score.right)}});
  }
  return {{"evaluation", "paralinguistic"}, {"tasks", std::move(tasks)}};
}

}  // namespace vivavoce::eval
