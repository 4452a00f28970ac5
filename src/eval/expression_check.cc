#include "eval/expression_check.h"

#include <algorithm>
#include <cmath>

namespace vivavoce::eval {
namespace {

constexpr double kNoticedRate = 5, kNoticedPitchSt = 1.5, kNoticedLevelDb = 1.5;

// Whispering is speech without voice; a stray voiced frame is a plosive or a rhythm in the noise.
constexpr double kWhisperVoicedShare = 0.3;  // of the neutral's
constexpr double kWhisperLevelDb = -3;
// A stressed word is longer and higher and louder than its neighbours; two of the three suffice
// (Cooper, Eady and Mueller 1985; Xu 1999).
constexpr double kStressLonger = 10, kStressHigherSt = 1, kStressLouderDb = 1;
constexpr double kPauseToleranceMs = 60, kPauseToleranceShare = 0.2;
// Laughs: three or more bursts, 3 to 8 a second (Bachorowski, Smoski and Owren 2001: 4 to 5).
constexpr int kFewestBursts = 3;
constexpr double kSlowestBursts = 3, kFastestBursts = 8, kLaughLevelDb = -15, kLaughVoiced = 0.25;
constexpr double kSighSeconds = 0.4, kSighLevelDb = -25, kSighFallDb = -2;

class Comparison {
 public:
  Comparison(const SpokenText& neutral, const SpokenText& directed, VoiceSketch neutral_sketch,
             VoiceSketch directed_sketch)
      : neutral_(neutral), directed_(directed), plain_(std::move(neutral_sketch)),
        acted_(std::move(directed_sketch)), plain_whole_(plain_.Measure()),
        acted_whole_(acted_.Measure()) {}

  ExpressionVerdict Check(Expression expression) {
    switch (expression) {
      case Expression::kWhisper:
        return Whisper();
      case Expression::kLaugh:
        return Laugh();
      case Expression::kSigh:
        return Sigh();
      case Expression::kEmphasis:
        return Stress();
      case Expression::kPause:
        return Pause();
      case Expression::kFaster:
        return One("rate", "%", RateChange(), kNoticedRate);
      case Expression::kSlower:
        return One("rate", "%", RateChange(), -kNoticedRate);
      case Expression::kHigher:
        return One("F0", "st", PitchChange(), kNoticedPitchSt);
      case Expression::kLower:
        return One("F0", "st", PitchChange(), -kNoticedPitchSt);
      case Expression::kQuestion:
        return One("F0 at the end", "st",
                   Difference(plain_whole_.f0_end_st, acted_whole_.f0_end_st), kNoticedPitchSt);
      case Expression::kExcitement:
      case Expression::kAnger:
        return Emotion(1);
      case Expression::kSadness:
      case Expression::kTenderness:
        return Emotion(-1);
    }
    return {};
  }

 private:
  static bool Reaches(double value, double wanted) {
    return wanted > 0 ? value >= wanted : value <= wanted;
  }
  static ExpressionVerdict AllOf(std::vector<ExpressionCue> cues) {
    const bool right = std::ranges::all_of(cues, &ExpressionCue::met);
    return {right, std::move(cues)};
  }
  static ExpressionVerdict One(const char* name, const char* unit, double value, double wanted) {
    return AllOf({{name, unit, value, Reaches(value, wanted)}});
  }
  static double Difference(std::optional<double> from, std::optional<double> to) {
    return from && to ? *to - *from : 0;
  }

  // Of the speed, in %.
  double RateChange() const {
    if (acted_whole_.seconds <= 0) return 0;
    return 100 * (plain_whole_.seconds / acted_whole_.seconds - 1);
  }
  double PitchChange() const { return Difference(plain_whole_.f0_st, acted_whole_.f0_st); }
  double LevelChange() const { return acted_whole_.level_db - plain_whole_.level_db; }

  ExpressionVerdict Emotion(double sign) const {
    const struct {
      const char *name, *unit;
      double value, noticed;
    } cues[] = {{"rate", "%", RateChange(), kNoticedRate},
                {"F0", "st", PitchChange(), kNoticedPitchSt},
                {"level", "dB", LevelChange(), kNoticedLevelDb}};
    ExpressionVerdict verdict;
    int with = 0, against = 0;
    for (const auto& cue : cues) {
      const bool met = Reaches(cue.value, sign * cue.noticed);
      with += met ? 1 : 0;
      against += Reaches(cue.value, -sign * cue.noticed) ? 1 : 0;
      verdict.cues.push_back({cue.name, cue.unit, cue.value, met});
    }
    verdict.right = with >= 2 && against == 0;
    return verdict;
  }

  ExpressionVerdict Whisper() const {
    const double share =
        acted_whole_.voiced_share / std::max(plain_whole_.voiced_share, 0.01);
    return AllOf({{"voiced frames", "of neutral's", share, share <= kWhisperVoicedShare},
                  {"level", "dB", LevelChange(), LevelChange() <= kWhisperLevelDb}});
  }

  // The first sound, and how its level compares with the words'.
  ExpressionVerdict Laugh() const {
    if (directed_.events.empty()) return {false, {{"sound", "", 0, false}}};
    const auto [begin, end] = directed_.events.front();
    const StretchMeasure sound = acted_.Measure(begin, end);
    const int bursts = acted_.Bursts(begin, end);
    const double rate = sound.seconds > 0 ? bursts / sound.seconds : 0;
    const double level = sound.level_db - plain_whole_.level_db;
    return AllOf({{"bursts", "", static_cast<double>(bursts), bursts >= kFewestBursts},
                  {"bursts a second", "", rate, rate >= kSlowestBursts && rate <= kFastestBursts},
                  {"level re speech", "dB", level, level >= kLaughLevelDb},
                  {"voiced frames", "", sound.voiced_share, sound.voiced_share >= kLaughVoiced}});
  }

  ExpressionVerdict Sigh() const {
    if (directed_.events.empty()) return {false, {{"sound", "", 0, false}}};
    const auto [begin, end] = directed_.events.front();
    const StretchMeasure sound = acted_.Measure(begin, end);
    const double level = sound.level_db - plain_whole_.level_db;
    const double middle = (begin + end) / 2;
    const double fall =
        acted_.Measure(middle, end).level_db - acted_.Measure(begin, middle).level_db;
    return AllOf({{"length", "s", sound.seconds, sound.seconds >= kSighSeconds},
                  {"level re speech", "dB", level, level >= kSighLevelDb},
                  {"second half re first", "dB", fall, fall <= kSighFallDb}});
  }

  // A stressed word as against all others of its utterance.
  struct Weight {
    double seconds = 0, other_seconds = 0, higher_st = 0, louder_db = 0;
  };
  Weight WeightOf(const SpokenText& spoken, const VoiceSketch& sketch) const {
    const size_t from = directed_.stress_begin, to = directed_.stress_end;
    Weight weight;
    double power = 0;
    size_t others = 0;
    std::vector<double> pitch;
    for (size_t i = 0; i < spoken.words.size(); ++i) {
      const SpokenStretch& word = spoken.words[i];
      (i >= from && i < to ? weight.seconds : weight.other_seconds) += word.end_s - word.begin_s;
      if (i >= from && i < to) continue;
      const StretchMeasure other = sketch.Measure(word.begin_s, word.end_s);
      power += std::pow(10.0, other.level_db / 10);
      if (other.f0_st) pitch.push_back(*other.f0_st);
      ++others;
    }
    const StretchMeasure stressed =
        sketch.Measure(spoken.words[from].begin_s, spoken.words[to - 1].end_s);
    if (others > 0) weight.louder_db = stressed.level_db - 10 * std::log10(power / others + 1e-12);
    if (stressed.f0_high_st && !pitch.empty()) {
      std::ranges::sort(pitch);
      weight.higher_st = *stressed.f0_high_st - pitch[pitch.size() / 2];
    }
    return weight;
  }

  ExpressionVerdict Stress() const {
    if (directed_.stress_begin >= directed_.stress_end) return {false, {{"stress", "", 0, false}}};
    const Weight plain = WeightOf(neutral_, plain_), acted = WeightOf(directed_, acted_);
    const double longer = 100 * (acted.seconds / std::max(acted.other_seconds, 0.01) /
                                     (plain.seconds / std::max(plain.other_seconds, 0.01)) -
                                 1);
    const double higher = acted.higher_st - plain.higher_st;
    const double louder = acted.louder_db - plain.louder_db;
    ExpressionVerdict verdict{false,
                              {{"length", "%", longer, longer >= kStressLonger},
                               {"F0 peak", "st", higher, higher >= kStressHigherSt},
                               {"level", "dB", louder, louder >= kStressLouderDb}}};
    verdict.right = std::ranges::count_if(verdict.cues, &ExpressionCue::met) >= 2;
    return verdict;
  }

  double SilenceBefore(const SpokenText& spoken, const VoiceSketch& sketch) const {
    const size_t after = directed_.pause_before;
    return sketch.LongestSilenceMs(spoken.words[after - 1].begin_s, spoken.words[after].end_s);
  }

  ExpressionVerdict Pause() const {
    const size_t after = directed_.pause_before;
    if (directed_.pause_ms == 0 || after == 0 || after >= directed_.words.size()) {
      return {false, {{"pause", "ms", 0, false}}};
    }
    const double error = SilenceBefore(directed_, acted_) - directed_.pause_ms;
    const double tolerance = std::max(kPauseToleranceMs, kPauseToleranceShare * directed_.pause_ms);
    return AllOf({{"silence less what was asked", "ms", error, std::abs(error) <= tolerance}});
  }

  const SpokenText &neutral_, &directed_;
  const VoiceSketch plain_, acted_;
  const StretchMeasure plain_whole_, acted_whole_;
};

}  // namespace

std::vector<float> WordsAlone(const SpokenText& spoken) {
  std::vector<float> samples = spoken.samples;
  const auto at = [&](double seconds) {
    const double place = std::max(0.0, seconds) * spoken.sample_rate_hz;
    return std::min(static_cast<size_t>(std::lround(place)), samples.size());
  };
  for (const SpokenStretch& event : spoken.events) {
    const size_t begin = at(event.begin_s), end = std::max(begin, at(event.end_s));
    std::fill_n(samples.begin() + static_cast<ptrdiff_t>(begin), end - begin, 0.0f);
  }
  return samples;
}

Result<ExpressionVerdict> CheckExpression(Expression expression, const SpokenText& neutral,
                                          const SpokenText& directed) {
  if (neutral.words.size() != directed.words.size() || directed.words.empty() ||
      directed.stress_end > directed.words.size()) {
    return Fail(Error::InvalidArgument("both must say the same words", "words"));
  }
  auto plain = VoiceSketch::Of(neutral.samples, neutral.sample_rate_hz);
  if (!plain) return Fail(plain.error());
  auto acted = VoiceSketch::Of(directed.samples, directed.sample_rate_hz);
  if (!acted) return Fail(acted.error());
  return Comparison(neutral, directed, *std::move(plain), *std::move(acted)).Check(expression);
}

}  // namespace vivavoce::eval
