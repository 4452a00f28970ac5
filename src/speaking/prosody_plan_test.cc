#include "speaking/prosody_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <random>

#include "speaking/curve_shaping.h"
#include "speaking/pause_setting.h"
#include "speaking/phoneme_override.h"
#include "speaking/prosody_context.h"
#include "speaking/testing/small_phonemizer.h"
#include "speaking/testing/voice_measures.h"
#include "speaking/whisper_filter.h"
#include "text/utf8.h"

namespace vivavoce::speaking::prosody_plan_test {
namespace {

SynthesisRequest Request(std::string_view written) {
  text::MarkupReader reader;
  text::MarkedText marked = reader.Read(written);
  text::MarkedText rest = reader.Finish();
  marked.cues.insert(marked.cues.end(), rest.cues.begin(), rest.cues.end());
  SynthesisRequest request;
  request.text = marked.text;
  request.cues = marked.cues;
  return request;
}

ProsodyPlan Plan(const SynthesisRequest& request, Language language = Language::kEnglish) {
  return PlanProsody(*SmallPhonemizer(request.text, language), request.cues, request, language);
}

TEST(ProsodyPlanTest, UnmarkedTextIsLeftToTheModel) {
  EXPECT_TRUE(Plan(Request("Hello there, how are you")).Neutral());
  EXPECT_FALSE(Plan(Request("(slowly) Hello there.")).Neutral());
}

TEST(ProsodyPlanTest, AMannerIsOfItsWordsOnly) {
  const ProsodyPlan plan = Plan(Request("Hello there. (whispering) How are you."));
  const size_t how = plan.words[2].phoneme_begin;
  for (size_t i = 0; i < plan.targets.size(); ++i) {
    EXPECT_EQ(plan.targets[i].whisper, i >= how ? 1 : 0) << i;
  }
}

TEST(ProsodyPlanTest, EmphasisIsLongerHigherLouderAndWhatFollowsIsWeaker) {
  const ProsodyPlan plan = Plan(Request("The *quick* brown fox"));
  const auto& quick = plan.words[1];
  for (size_t i = quick.phoneme_begin; i < quick.phoneme_end; ++i) {
    EXPECT_GT(plan.targets[i].duration, 1.1f);
    EXPECT_GT(plan.targets[i].pitch_st, 2);
    EXPECT_GT(plan.targets[i].energy_db, 2);
  }
  EXPECT_LT(plan.targets[plan.words[2].phoneme_begin].pitch_st, 0);
  EXPECT_EQ(plan.targets[0].pitch_st, 0);
}

TEST(ProsodyPlanTest, APauseTakesTheMarkThatIsThereOrBringsAComma) {
  const ProsodyPlan comma = Plan(Request("Hello there, [pause 300ms] how are you"));
  ASSERT_EQ(comma.pauses.size(), 1u);
  EXPECT_EQ(comma.phonemes[comma.pauses[0].phoneme], U',');
  EXPECT_EQ(std::ranges::count(comma.phonemes, U','), 1);
  const ProsodyPlan none = Plan(Request("Hello [pause 300ms] there"));
  ASSERT_EQ(none.pauses.size(), 1u);
  EXPECT_EQ(none.phonemes[none.pauses[0].phoneme], U',');
  const ProsodyPlan two = Plan(Request("Hello [pause 300ms][pause 200ms] there"));
  ASSERT_EQ(two.pauses.size(), 1u);
  EXPECT_EQ(two.pauses[0].ms, 500);
  EXPECT_EQ(Plan(Request("[pause 1s] Hello")).lead_pause_ms, 1000);
  EXPECT_EQ(Plan(Request("Hello. [pause 1s]")).end_pause_ms, 1000);
}

TEST(ProsodyPlanTest, SoundsStandWhereTheyAreWrittenAndInTheirOrder) {
  const ProsodyPlan plan = Plan(Request("[sigh][laugh] Hello [breath] there. [chuckle]"));
  ASSERT_EQ(plan.events.size(), 4u);
  EXPECT_EQ(plan.events[0].event, text::VocalEvent::kSigh);
  EXPECT_EQ(plan.events[1].event, text::VocalEvent::kLaugh);
  EXPECT_EQ(plan.events[2].event, text::VocalEvent::kBreathIn);
  EXPECT_EQ(plan.events[3].event, text::VocalEvent::kChuckle);
  EXPECT_LT(plan.events[1].end, plan.words[0].phoneme_begin + 1);
  EXPECT_GE(plan.events[2].begin, plan.words[0].phoneme_end);
  EXPECT_LE(plan.events[2].end, plan.words[1].phoneme_begin);
  EXPECT_GE(plan.events[3].begin, plan.words[1].phoneme_end);
  EXPECT_EQ(plan.targets.size(), plan.phonemes.size());
  EXPECT_EQ(plan.phonemes.substr(plan.words[0].phoneme_begin,
                                 plan.words[0].phoneme_end - plan.words[0].phoneme_begin),
            U"həlˈO");
}

TEST(ProsodyPlanTest, APersonaThatNeverLaughsDoesNot) {
  SynthesisRequest request = Request("[laugh] Hello");
  request.profile.laughter = 0;
  EXPECT_TRUE(Plan(request).events.empty());
}

TEST(ProsodyPlanTest, ASoundAloneIsCarriedByWordsThatAreCutAway) {
  const ProsodyPlan plan = Plan(Request("(laughs)"));
  ASSERT_EQ(plan.events.size(), 1u);
  EXPECT_LE(plan.events[0].end, plan.carrier_begin);
  EXPECT_LT(plan.carrier_begin, plan.phonemes.size());
  EXPECT_EQ(Plan(Request("[laugh] Hello")).carrier_begin, std::u32string::npos);
}

TEST(ProsodyPlanTest, APronunciationReplacesTheWordsOwn) {
  const ProsodyPlan plan =
      Plan(Request("Hello <phoneme alphabet=\"ipa\" ph=\"dʒoʊ\">there</phoneme> you"));
  EXPECT_EQ(plan.phonemes, U"həlˈO ʤO jˈu");
  ASSERT_EQ(plan.words.size(), 3u);
  EXPECT_EQ(plan.phonemes.substr(plan.words[2].phoneme_begin), U"jˈu");
}

TEST(ProsodyPlanTest, PronunciationsAreReadAsPinyinAndIpa) {
  EXPECT_EQ(PhonemesFromNotation("təˈmeɪtoʊ"), U"təˈmAtO");
  EXPECT_EQ(PhonemesFromNotation("hello"), U"hello");  // the voice's own symbols
  EXPECT_FALSE(PhonemesFromNotation("chóng qìng").empty());
  EXPECT_EQ(PhonemesFromNotation("chóng qìng"), PhonemesFromNotation("chong2 qing4"));
  EXPECT_EQ(PhonemesFromNotation("\xFF"), U"");
}

TEST(ProsodyPlanTest, AnyCuesGiveAPlanThatFitsItsPhonemes) {
  std::mt19937 random(11);
  const std::vector<std::string> atoms = {"hello ", "there ", "fox ",    "*quick* ", "(whispering) ",
                                          "[laugh]", "[sigh]", "[pause 300ms] ", "， ", ". ",
                                          "你好", "（轻声）", "？", "<prosody rate='slow'>"};
  for (int round = 0; round < 1500; ++round) {
    std::string written;
    for (size_t i = random() % 12; i > 0; --i) written += atoms[random() % atoms.size()];
    const SynthesisRequest request = Request(written);
    const ProsodyPlan plan = Plan(request);
    ASSERT_EQ(plan.targets.size(), plan.phonemes.size());
    size_t last = 0;
    for (const text::PhonemeWord& word : plan.words) {
      ASSERT_GE(word.phoneme_begin, last) << written;
      ASSERT_GT(word.phoneme_end, word.phoneme_begin) << written;
      ASSERT_LE(word.phoneme_end, plan.phonemes.size());
      last = word.phoneme_end;
    }
    for (const PlannedPause& pause : plan.pauses) ASSERT_LT(pause.phoneme, plan.phonemes.size());
    for (const PlannedEvent& event : plan.events) ASSERT_LE(event.end, plan.phonemes.size());
    for (const PhonemeTarget& target : plan.targets) {
      ASSERT_TRUE(std::isfinite(target.duration) && target.duration > 0);
    }
  }
}

// What the context of a text asks for: the sum of its manners' effects at a byte.
text::Manner ContextAt(std::string_view text, Language language, size_t at) {
  text::Manner sum;
  for (const text::SpeechCue& cue : ContextCues(text, language, 1)) {
    if (cue.kind != text::SpeechCue::Kind::kManner || at < cue.begin || at >= cue.end) continue;
    sum = Joined(sum, cue.manner);
  }
  return sum;
}

TEST(ProsodyContextTest, QuestionsRiseUnlessTheyAskForAThing) {
  const auto rise = [](std::string_view text, Language language) {
    return ContextAt(text, language, text.size() - 4).pitch_drift_st;
  };
  EXPECT_GT(rise("Are you coming home?", Language::kEnglish), 2);
  EXPECT_GT(rise("You did that?", Language::kEnglish), 2);
  EXPECT_EQ(rise("Where are you going?", Language::kEnglish), 0);
  EXPECT_EQ(rise("You did that.", Language::kEnglish), 0);
  EXPECT_GT(rise("你要走吗？", Language::kChinese), 2);
  EXPECT_EQ(rise("你去哪里？", Language::kChinese), 0);
  EXPECT_GT(rise("你怎么没来上课，是生病了吗？", Language::kChinese), 2);
  EXPECT_GT(rise("发生什么事了吗？", Language::kChinese), 2);
  EXPECT_EQ(rise("你不是说有事吗，怎么还在家？", Language::kChinese), 0);
}

TEST(ProsodyContextTest, AnEnglishRiseBeginsOnAWordThatCanCarryIt) {
  const auto begins = [](std::string_view text) {
    for (const text::SpeechCue& cue : ContextCues(text, Language::kEnglish, 1)) {
      if (cue.manner.rise_to_st > 0) return std::string(text.substr(cue.begin));
    }
    return std::string();
  };
  EXPECT_EQ(begins("Are you leaving tomorrow?"), " tomorrow?");
  EXPECT_EQ(begins("Can you afford it?"), " afford it?");
  EXPECT_EQ(begins("You believe a story like that?\""), " like that?\"");
  EXPECT_EQ(begins("Is this yours, Tim?"), " Tim?");
  EXPECT_EQ(begins("Did you quit your job ?"), " job ?");
  EXPECT_EQ(begins("Where is it?"), "");
}

TEST(ProsodyContextTest, MoodOfTheWordsIsHeard) {
  EXPECT_GT(ContextAt("That's great, congratulations!", Language::kEnglish, 0).pitch_st, 1);
  EXPECT_LT(ContextAt("Don't worry, take your time.", Language::kEnglish, 0).rate, 1);
  EXPECT_LT(ContextAt("别怕，没事的。", Language::kChinese, 0).energy_db, 0);
  EXPECT_GT(ContextAt("太好了！", Language::kChinese, 0).energy_db, 0);
  EXPECT_GT(ContextAt("Oh great, another meeting.", Language::kEnglish, 0).range, 1);
  EXPECT_LT(ContextAt("I thought that maybe…", Language::kEnglish, 18).energy_drift_db, 0);
  EXPECT_EQ(ContextAt("The train leaves at noon.", Language::kEnglish, 3), text::Manner{});
  EXPECT_TRUE(ContextCues("Are you there?", Language::kEnglish, 0).empty());
}

TEST(ProsodyContextTest, WrittenLaughterFallsAndFades) {
  EXPECT_LT(ContextAt("Hahaha, you are funny.", Language::kEnglish, 1).pitch_drift_st, -4);
  EXPECT_LT(ContextAt("哈哈哈，真好笑。", Language::kChinese, 1).energy_drift_db, -4);
  EXPECT_EQ(ContextAt("Hahaha, you are funny.", Language::kEnglish, 12), text::Manner{});
  EXPECT_EQ(ContextAt("The hahas are here.", Language::kEnglish, 5), text::Manner{});
}

TEST(ProsodyContextTest, ContrastAndIntensifiersAreStressed) {
  const auto stressed = [](std::string_view text, Language language) {
    std::string words;
    for (const text::SpeechCue& cue : ContextCues(text, language, 1)) {
      if (cue.kind != text::SpeechCue::Kind::kEmphasis) continue;
      words += std::string(text.substr(cue.begin, cue.end - cue.begin)) + "|";
    }
    return words;
  };
  EXPECT_EQ(stressed("It was not the dog but the cat.", Language::kEnglish), "cat|");
  EXPECT_EQ(stressed("I never said that.", Language::kEnglish), "never|");
  EXPECT_EQ(stressed("不是狗而是猫咪。", Language::kChinese), "猫咪|");
  EXPECT_EQ(stressed("我从来没说过。", Language::kChinese), "从来|");
  EXPECT_EQ(stressed("Nothing here.", Language::kEnglish), "");
}

TEST(CurveShapingTest, RoundingErrorsAreCarriedOn) {
  const std::vector<float> durations(100, 3.0f);
  std::vector<PhonemeTarget> targets(100);
  for (PhonemeTarget& target : targets) target.duration = 0.9f;
  const auto frames = PlannedFrames(durations, targets, 1);
  int64_t sum = 0;
  for (const int64_t count : frames) sum += count;
  EXPECT_NEAR(sum, 270, 1);
}

TEST(CurveShapingTest, ANeutralPlanKeepsTheModelsCurves) {
  const ProsodyCurves curves{{0, 200, 210, 0}, {1, 2, 3, 4}};
  const std::vector<int64_t> frames = {1, 1};
  const std::vector<PhonemeTarget> targets(2);
  const ShapedCurves shaped = ShapeCurves(curves, frames, targets);
  EXPECT_EQ(shaped.curves.f0, curves.f0);
  EXPECT_EQ(shaped.curves.energy, curves.energy);
  EXPECT_EQ(shaped.gain_db, std::vector<float>(4, 0.0f));
}

TEST(CurveShapingTest, SemitonesChangeVoicedFramesOnlyAndAWhisperKeepsF0ForItsEnvelope) {
  const ProsodyCurves curves{std::vector<float>(20, 200.0f), std::vector<float>(20, 0.0f)};
  ProsodyCurves mixed = curves;
  mixed.f0[3] = 0;
  const std::vector<int64_t> frames = {10};
  std::vector<PhonemeTarget> targets(1);
  targets[0].pitch_st = targets[0].pitch_end_st = 12;
  auto shaped = ShapeCurves(mixed, frames, targets);
  EXPECT_NEAR(shaped.curves.f0[10], 400, 0.1);
  EXPECT_EQ(shaped.curves.f0[3], 0);
  targets[0] = {.whisper = 1};
  shaped = ShapeCurves(mixed, frames, targets);
  EXPECT_EQ(shaped.curves.f0, mixed.f0);
  EXPECT_EQ(shaped.whisper, std::vector<float>(20, 1.0f));
}

// As the model does with "in one night?": the last vowel falls, grows weak and dies away.
TEST(CurveShapingTest, AStretchThatMustRiseDoesSoWhereItsVoiceEnds) {
  ProsodyCurves curves{std::vector<float>(60, 200.0f), std::vector<float>(60, 7.0f)};
  for (size_t i = 30; i < 60; ++i) {
    curves.f0[i] = i < 50 ? 200 - 5 * static_cast<float>(i - 30) : 8;
    curves.energy[i] = i < 50 ? 4 : -5;
  }
  std::vector<PhonemeTarget> targets(2);
  targets[1].rise_to_st = 6;
  const ShapedCurves shaped = ShapeCurves(curves, std::vector<int64_t>{15, 15}, targets);
  for (size_t i = 0; i < 30; ++i) {
    EXPECT_EQ(shaped.curves.f0[i], curves.f0[i]) << i;
    EXPECT_EQ(shaped.curves.energy[i], curves.energy[i]) << i;
  }
  const float middle = 200;
  EXPECT_NEAR(12 * std::log2(shaped.curves.f0[49] / middle), 6, 0.1);
  for (size_t i = 35; i < 50; ++i) {
    EXPECT_GT(shaped.curves.f0[i], shaped.curves.f0[i - 1]) << i;
    EXPECT_GE(shaped.curves.energy[i], i < 40 ? 4.0f : 6.5f) << i;
  }
  for (size_t i = 50; i < 60; ++i) EXPECT_EQ(shaped.curves.f0[i], 8) << i;
}

// As the model does with 吗 in some voices: hardly a sound, and no voice in it.
TEST(CurveShapingTest, AVowelThatMustRiseHasAVoice) {
  ProsodyCurves curves{std::vector<float>(40, 120.0f), std::vector<float>(40, 6.0f)};
  for (size_t i = 30; i < 40; ++i) {
    curves.f0[i] = 3;
    curves.energy[i] = i < 36 ? 2 : -6;
  }
  std::vector<PhonemeTarget> targets(2);
  targets[1] = {.rise_to_st = 0.5f, .voiced = true};
  const ShapedCurves shaped = ShapeCurves(curves, std::vector<int64_t>{15, 5}, targets);
  for (size_t i = 30; i < 36; ++i) {
    EXPECT_GT(shaped.curves.f0[i], 90) << i;
    EXPECT_GT(shaped.curves.energy[i], 6) << i;
  }
  EXPECT_NEAR(12 * std::log2(shaped.curves.f0[35] / 120), 0.5, 0.1);
  for (size_t i = 36; i < 40; ++i) EXPECT_EQ(shaped.curves.f0[i], 3) << i;
}

TEST(CurveShapingTest, ARiseThatIsThereIsLeftAlone) {
  ProsodyCurves curves{std::vector<float>(40, 200.0f), std::vector<float>(40, 3.0f)};
  for (size_t i = 30; i < 40; ++i) curves.f0[i] = 300;
  std::vector<PhonemeTarget> targets(2);
  targets[1].rise_to_st = 4;
  const ShapedCurves shaped = ShapeCurves(curves, std::vector<int64_t>{15, 5}, targets);
  EXPECT_EQ(shaped.curves.f0, curves.f0);
  EXPECT_EQ(shaped.curves.energy, curves.energy);
}

// Noise between its frames would be heard as a flutter of 80, 100 or 160 Hz.
TEST(WhisperTest, IsEvenlyLoudOverItsFrames) {
  std::vector<float> samples(10 * 24000);
  for (size_t i = 0; i < samples.size(); ++i) {
    const double turns = 1000 * static_cast<double>(i) / 24000;
    samples[i] = static_cast<float>(0.2 * std::sin(2 * 3.14159265 * turns));
  }
  const std::vector<float> whole(samples.size() / 300, 1.0f), f0(whole.size(), 0.0f);
  Whisper(samples, f0, whole);
  for (const size_t period : {150, 240, 300}) {
    std::vector<double> power(period / 10);
    for (size_t i = 0; i + period < samples.size(); ++i) {
      power[i % period / 10] += samples[i] * samples[i];
    }
    const auto [quietest, loudest] = std::ranges::minmax(power);
    EXPECT_GT(quietest / loudest, 0.7) << period;
  }
}

TEST(WhisperTest, TheVoiceGoesAndTheLevelFallsBySevenDb) {
  // A buzz of 150 Hz with two formants' worth of harmonics.
  std::vector<float> samples(24000);
  for (size_t i = 0; i < samples.size(); ++i) {
    double sum = 0;
    for (int h = 1; h < 20; ++h) {
      sum += std::cos(2 * 3.14159265 * 150 * h * static_cast<double>(i) / 24000) / h;
    }
    samples[i] = static_cast<float>(0.1 * sum);
  }
  const std::vector<float> before = samples;
  EXPECT_GT(MeasureVoice(before).voiced_share, 0.95);
  const std::vector<float> f0(80, 150.0f);
  std::vector<float> share(80, 0.0f);
  Whisper(samples, f0, share);
  EXPECT_EQ(samples, before);
  std::ranges::fill(share, 1.0f);
  Whisper(samples, f0, share);
  const VoiceMeasure whispered = MeasureVoice(samples);
  EXPECT_LT(whispered.voiced_share, 0.1);
  EXPECT_NEAR(whispered.level_db, MeasureVoice(before).level_db - 7, 1.5);
  std::vector<float> again = before;
  Whisper(again, f0, share);
  EXPECT_EQ(again, samples);
}

// A vowel's formants are where they were, and no harmonics of a high voice are left beside them.
TEST(WhisperTest, TheEnvelopeStaysAndTheHarmonicsGo) {
  constexpr double kF0 = 300, kPi = 3.14159265;
  const auto formants = [](double hz) {
    return 1 / (1 + std::pow((hz - 900) / 150, 2)) + 0.5 / (1 + std::pow((hz - 3000) / 200, 2));
  };
  std::vector<float> samples(2 * 24000);
  for (size_t i = 0; i < samples.size(); ++i) {
    double sum = 0;
    for (int h = 1; h < 30; ++h) {
      const double turns = kF0 * h * static_cast<double>(i) / 24000;
      sum += formants(kF0 * h) * std::cos(2 * kPi * turns + h * h);
    }
    samples[i] = static_cast<float>(0.1 * sum);
  }
  Whisper(samples, std::vector<float>(160, kF0), std::vector<float>(160, 1.0f));
  // Mean power within 40 Hz of a frequency.
  const auto power = [&](double hz) {
    double sum = 0;
    for (double at = hz - 40; at <= hz + 40; at += 5) {
      std::complex<double> c;
      for (size_t i = 0; i < samples.size(); ++i) {
        c += std::polar(double{samples[i]}, -2 * kPi * at * static_cast<double>(i) / 24000);
      }
      sum += std::norm(c);
    }
    return sum;
  };
  const auto db = [&](double a, double b) { return 10 * std::log10(power(a) / power(b)); };
  EXPECT_GT(db(900, 1800), 12);
  EXPECT_GT(db(3000, 2100), 12);
  // A bin that no harmonic is near has as much as its neighbours that were harmonics.
  EXPECT_NEAR(db(2850, 3000), -3, 3);
  EXPECT_NEAR(db(1650, 1800), 1, 3);
}

TEST(PauseSettingTest, SilenceIsMadeExactlyAsLongAsAsked) {
  for (const size_t wanted : {0u, 1200u, 7200u}) {
    std::vector<float> samples(24000);
    for (size_t i = 0; i < samples.size(); ++i) {
      const bool silent = i > 10000 && i < 13000;
      samples[i] = silent ? 0 : 0.5f * std::sin(static_cast<float>(i) * 0.1f);
    }
    const double step = LargestStep(samples);
    const size_t before = samples.size();
    const SetPause set = SetSilence(samples, 10500, 12500, wanted, 24000);
    EXPECT_EQ(static_cast<ptrdiff_t>(samples.size()) - static_cast<ptrdiff_t>(before), set.inserted);
    if (wanted > 0) {
      EXPECT_NEAR(LongestSilenceMs(samples, 0, static_cast<int64_t>(samples.size()), 45),
                  static_cast<double>(wanted) / 24, 12);
    }
    EXPECT_LE(LargestStep(samples), step);
  }
}

}  // namespace
}  // namespace vivavoce::speaking::prosody_plan_test
