#include "hearing/tone_description.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace vivavoce::hearing {
namespace {

// Standard deviations from the usual that are worth a word, and "much" (they are told up to 3). Of people who
// speak as they always do, one in four is 1.8 off in one of four measures, and two in three are 1.2 off. Pace has
// less: half as fast again is 1.3 of what people differ by, and plain to hear.
struct Marked {
  double some, very;
};
constexpr Marked kMarked = {1.8, 2.5}, kMarkedPace = {1.2, 2.2};
constexpr int kLeastKnown = 2;  // utterances that a usual rests on, or as many of other people
constexpr float kMinEventConfidence = 0.5f;
constexpr float kMinEmotionConfidence = 0.5f;
constexpr float kMinChildConfidence = 0.7f;
// Halting: this much of the utterance is pauses, and at least two of them.
constexpr double kHaltingShare = 0.35;

struct Phrase {
  std::string_view en;
  std::string_view zh;
};

constexpr std::array<Phrase, kNumVocalEventKinds> kEvents = {
    {{"laughs", "笑了"}, {"sighs", "叹了口气"}, {}, {"coughs", "咳嗽"}, {"hesitates", "犹豫"}}};
constexpr std::array<Phrase, kNumEmotionCategories> kEmotions = {
    {{},
     {},
     {"sounds happy", "听起来开心"},
     {"sounds excited", "听起来很兴奋"},
     {"sounds sad", "听起来难过"},
     {"sounds tired", "听起来疲惫"},
     {"sounds angry", "听起来生气"},
     {"sounds impatient", "听起来不耐烦"},
     {"sounds anxious", "听起来不安"}}};
constexpr Phrase kLouder = {"louder", "响"}, kQuieter = {"more quietly", "轻"};
constexpr Phrase kFaster = {"faster", "快"}, kSlower = {"slower", "慢"};
constexpr Phrase kHigher = {"higher in pitch", "高"}, kLower = {"lower in pitch", "低"};
constexpr Phrase kLively = {"livelier in melody", "起伏大"}, kFlat = {"flatter in melody", "平"};

class Description {
 public:
  // The usual was learnt from `utterances`: of so few it is not known exactly itself.
  Description(bool chinese, int utterances)
      : chinese_(chinese),
        certainty_(1 / std::sqrt(1 + 1.0 / std::max(utterances, kLeastKnown))) {}

  void Add(const Phrase& phrase) {
    const std::string_view text = chinese_ ? phrase.zh : phrase.en;
    if (!text.empty() && std::ranges::find(parts_, text) == parts_.end()) parts_.emplace_back(text);
  }

  // "slower than usual", "much slower than usual"; comparisons share one "than usual".
  void Compare(const std::optional<double>& deviation, const Marked& marked, const Phrase& more,
               const Phrase& less) {
    if (!deviation) return;
    const double size = std::abs(*deviation) * certainty_;
    if (size < marked.some) return;
    const Phrase& phrase = *deviation > 0 ? more : less;
    const bool very = size >= marked.very;
    if (chinese_) {
      compared_.push_back(fmt::format("{}{}", phrase.zh, very ? "得多" : "一些"));
    } else {
      compared_.push_back(fmt::format("{}{}", very ? "much " : "", phrase.en));
    }
  }

  std::string Text() {
    if (!compared_.empty()) {
      const size_t last = compared_.size() - 1;
      if (chinese_) {
        parts_.push_back(fmt::format("比平时{}", fmt::join(compared_, "、")));
      } else if (last == 0) {
        parts_.push_back(fmt::format("{} than usual", compared_[0]));
      } else {
        parts_.push_back(fmt::format("{} and {} than usual",
                                     fmt::join(compared_.begin(), compared_.end() - 1, ", "),
                                     compared_[last]));
      }
    }
    return fmt::format("{}", fmt::join(parts_, chinese_ ? "，" : "; "));
  }

 private:
  const bool chinese_;
  const double certainty_;
  std::vector<std::string> parts_;
  std::vector<std::string> compared_;
};

bool Halting(const VoiceMeasures& m) {
  const double silent = m.pauses * m.mean_pause_ms / 1000;
  return m.pauses >= 2 && silent > kHaltingShare * (silent + m.active_seconds);
}

}  // namespace

std::string DescribeTone(const Perception& heard, Language language) {
  Description text(language == Language::kChinese, heard.deviation.utterances);
  if (heard.identity && heard.identity->verdict == SpeakerVerdict::kNew &&
      heard.identity->speaker > 1) {
    text.Add({"somebody else is speaking now", "现在说话的是另一个人"});
  }
  for (const VocalEvent& event : heard.events) {
    if (event.confidence >= kMinEventConfidence) text.Add(kEvents[static_cast<size_t>(event.kind)]);
  }
  if (heard.speaker && heard.speaker->age == AgeBand::kChild &&
      heard.speaker->age_confidence >= kMinChildConfidence) {
    text.Add({"a child's voice", "是孩子的声音"});
  }
  switch (heard.quality) {
    case VoiceQuality::kWhisper:
      text.Add({"whispers", "压低声音耳语"});
      break;
    case VoiceQuality::kBreathy:
      text.Add({"breathy voice", "气声"});
      break;
    case VoiceQuality::kTense:
      text.Add({"tense voice", "声音绷着"});
      break;
    case VoiceQuality::kCreaky:
      text.Add({"creaky voice", "声音沙哑"});
      break;
    case VoiceQuality::kUnknown:
    case VoiceQuality::kModal:
      break;
  }
  if (Halting(heard.measures)) text.Add({"halting, with long pauses", "说得断断续续"});
  text.Compare(heard.deviation.level, kMarked, kLouder, kQuieter);
  text.Compare(heard.deviation.rate, kMarkedPace, kFaster, kSlower);
  // A whisper has no pitch; what was found in it is chance.
  if (heard.quality != VoiceQuality::kWhisper) {
    text.Compare(heard.deviation.pitch, kMarked, kHigher, kLower);
    text.Compare(heard.deviation.pitch_range, kMarked, kLively, kFlat);
  }
  if (heard.emotion && heard.emotion->confidence >= kMinEmotionConfidence) {
    text.Add(kEmotions[static_cast<size_t>(heard.emotion->category)]);
  }
  return text.Text();
}

}  // namespace vivavoce::hearing
