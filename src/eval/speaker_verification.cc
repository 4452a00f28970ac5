#include "eval/speaker_verification.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "base/percentile.h"
#include "eval/set_lines.h"

namespace vivavoce::eval {
namespace {

using hearing::SpeakerVerdict;

// Of each speaker, and of each two.
constexpr size_t kMostSame = 60, kMostDifferent = 20;
constexpr int kTurnsOfTwo = 12;
constexpr double kChangeOfSpeaker = 0.3;

// At most `most` of them, from all over.
std::vector<double> Some(const std::vector<double>& all, size_t most) {
  if (all.size() <= most) return all;
  std::vector<double> some;
  for (size_t i = 0; i < most; ++i) some.push_back(all[i * all.size() / most]);
  return some;
}

CosineStatistics Summarize(const std::vector<double>& cosines) {
  CosineStatistics out{.pairs = cosines.size()};
  if (cosines.empty()) return out;
  double sum = 0, squares = 0;
  for (const double cosine : cosines) sum += cosine;
  out.mean = sum / static_cast<double>(cosines.size());
  for (const double cosine : cosines) squares += (cosine - out.mean) * (cosine - out.mean);
  out.deviation = std::sqrt(squares / static_cast<double>(cosines.size()));
  out.low = Percentile(cosines, 0.05);
  out.high = Percentile(cosines, 0.95);
  return out;
}

double ShareBelow(const std::vector<double>& sorted, double value) {
  const auto below = std::ranges::lower_bound(sorted, value) - sorted.begin();
  return static_cast<double>(below) / static_cast<double>(sorted.size());
}

void FindEqualErrorRate(std::vector<double> same, std::vector<double> different, Separation& out) {
  if (same.empty() || different.empty()) return;
  std::ranges::sort(same);
  std::ranges::sort(different);
  double least = 2;
  for (const auto* cosines : {&same, &different}) {
    for (const double threshold : *cosines) {
      const double missed = ShareBelow(same, threshold);
      const double taken = 1 - ShareBelow(different, threshold);
      if (std::abs(missed - taken) >= least) continue;
      least = std::abs(missed - taken);
      out.equal_error_rate = (missed + taken) / 2;
      out.threshold = threshold;
    }
  }
}

class ConversationOfTwo {
 public:
  explicit ConversationOfTwo(ConversationScores& scores) : scores_(scores) {}

  void Turn(const LabelledVoice& turn) {
    const auto told = memory_.Judge(turn.voice);
    const bool known = std::ranges::find(owners_, turn.speaker) != owners_.end();
    const bool is_new = told.verdict == SpeakerVerdict::kNew;
    const bool right = is_new ? !known
                              : told.speaker > 0 &&
                                    owners_[static_cast<size_t>(told.speaker) - 1] == turn.speaker;
    if (!owners_.empty() && told.verdict != SpeakerVerdict::kUnknown) {
      Count(scores_.calibration[static_cast<int>(told.confidence * 10 + 1e-3f)], right);
    }
    if (known) {
      Count(scores_.known_same, !is_new && right);
      Count(scores_.known_wrong, told.speaker > 0 && (is_new || !right));
    } else if (!owners_.empty() && std::exchange(waiting_, false)) {
      Count(scores_.newcomer_new, is_new);
      Count(scores_.newcomer_wrong, told.verdict == SpeakerVerdict::kSame);
    }
    memory_.Learn(turn.voice);
    if (memory_.speakers() > owners_.size()) owners_.push_back(turn.speaker);
  }

 private:
  static void Count(Proportion& proportion, bool yes) {
    ++proportion.of;
    proportion.count += yes;
  }

  ConversationScores& scores_;
  hearing::SpeakerMemory memory_;
  std::vector<std::string> owners_;  // of the memory's speakers
  bool waiting_ = true;              // for the second person
};

std::string CountAndShare(const Proportion& p) {
  return fmt::format("{:>6}/{:<6} {:5.1f} % ({:.1f} to {:.1f})", p.count, p.of, p.share() * 100,
                     p.low() * 100, p.high() * 100);
}

nlohmann::ordered_json ToJson(const CosineStatistics& s) {
  return {{"pairs", s.pairs}, {"mean", s.mean}, {"deviation", s.deviation},
          {"percentile_5", s.low}, {"percentile_95", s.high}};
}

}  // namespace

Result<std::vector<SpeakerClip>> ParseSpeakerSet(std::string_view text, std::string_view source) {
  std::vector<SpeakerClip> clips;
  const Status read = EachSetLine(text, source, [&](std::string_view line, std::string where) {
    const nlohmann::json json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    const auto is_text = [&](const char* key) {
      return json.contains(key) && json[key].is_string();
    };
    if (!json.is_object() || !is_text("file") || !is_text("speaker")) {
      return Status(Fail(Error::InvalidArgument(where + ": must be an object of file and speaker")));
    }
    clips.push_back({.file = json["file"], .speaker = json["speaker"]});
    return Status();
  });
  if (!read) return Fail(read.error());
  return clips;
}

Separation SeparateSpeakers(const std::vector<LabelledVoice>& test,
                            const std::vector<LabelledVoice>& known) {
  std::map<std::pair<std::string, std::string>, std::vector<double>> pairs;
  for (size_t i = 0; i < test.size(); ++i) {
    for (size_t j = 0; j < known.size(); ++j) {
      if (i == j || !(test[i].voice.seconds > 0) || !(known[j].voice.seconds > 0)) continue;
      pairs[{test[i].speaker, known[j].speaker}].push_back(
          hearing::Cosine(test[i].voice.print, known[j].voice.print));
    }
  }
  std::vector<double> same, different;
  for (const auto& [speakers, cosines] : pairs) {
    const bool one = speakers.first == speakers.second;
    const auto some = Some(cosines, one ? kMostSame : kMostDifferent);
    auto& all = one ? same : different;
    all.insert(all.end(), some.begin(), some.end());
  }
  Separation out{.same = Summarize(same), .different = Summarize(different)};
  FindEqualErrorRate(std::move(same), std::move(different), out);
  return out;
}

ConversationScores Converse(const std::vector<LabelledVoice>& voices, int conversations,
                            uint32_t seed) {
  std::map<std::string, std::vector<const LabelledVoice*>> by_speaker;
  for (const LabelledVoice& voice : voices) by_speaker[voice.speaker].push_back(&voice);
  std::vector<std::vector<const LabelledVoice*>> speakers;
  for (auto& [name, turns] : by_speaker) {
    if (turns.size() > 1) speakers.push_back(std::move(turns));
  }
  ConversationScores scores;
  if (speakers.size() < 2) return scores;
  std::mt19937 random(seed);
  const auto below = [&](size_t count) { return random() % count; };
  for (int i = 0; i < conversations; ++i) {
    size_t who = below(speakers.size());
    size_t other = (who + 1 + below(speakers.size() - 1)) % speakers.size();
    ConversationOfTwo conversation(scores);
    const LabelledVoice* last = nullptr;
    for (int turn = 0; turn < kTurnsOfTwo; ++turn) {
      if (turn > 0 && static_cast<double>(random()) / 4294967296.0 < kChangeOfSpeaker) {
        std::swap(who, other);
      }
      const LabelledVoice* said = nullptr;
      do said = speakers[who][below(speakers[who].size())];
      while (said == last);
      conversation.Turn(*said);
      last = said;
    }
  }
  return scores;
}

std::string TextReport(const Separation& s) {
  const auto line = [](const char* name, const CosineStatistics& c) {
    return fmt::format("{:<20} {:>6} pairs, cosine {:.3f} +- {:.3f}, 5 to 95 % {:.3f} to {:.3f}\n",
                       name, c.pairs, c.mean, c.deviation, c.low, c.high);
  };
  return line("same speaker", s.same) + line("different speakers", s.different) +
         fmt::format("{:<20} {:.1f} % at {:.3f}\n", "equal error rate", s.equal_error_rate * 100,
                     s.threshold);
}

std::string TextReport(const ConversationScores& s) {
  std::string report;
  const auto line = [&](const std::string& name, const Proportion& p) {
    report += fmt::format("{:<34}{}\n", name, CountAndShare(p));
  };
  line("known speaker: told right", s.known_same);
  line("known speaker: told as another", s.known_wrong);
  line("newcomer's first turn: told new", s.newcomer_new);
  line("newcomer's first turn: told same", s.newcomer_wrong);
  for (const auto& [tenth, right] : s.calibration) {
    line(fmt::format("right when told with {} %{}", tenth * 10, tenth < 10 ? " and more" : ""),
         right);
  }
  return report;
}

nlohmann::ordered_json JsonReport(const Separation& separation, const ConversationScores& scores) {
  return {{"evaluation", "speakers"},
          {"same", ToJson(separation.same)},
          {"different", ToJson(separation.different)},
          {"equal_error_rate", separation.equal_error_rate},
          {"threshold", separation.threshold},
          {"known_same", ToJson(scores.known_same)},
          {"known_wrong", ToJson(scores.known_wrong)},
          {"newcomer_new", ToJson(scores.newcomer_new)},
          {"newcomer_wrong", ToJson(scores.newcomer_wrong)}};
}

}  // namespace vivavoce::eval
