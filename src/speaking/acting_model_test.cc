// Acting with Kokoro's real weights and the real front end: what a direction asks for is measured in
// the sound.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "runtime/testing/directory_model_store.h"
#include "speaking/g2p_phonemizer.h"
#include "speaking/kokoro_synthesizer.h"
#include "speaking/testing/voice_measures.h"
#include "text/direction.h"
#include "text/speech_markup.h"
#include "text/testing/dictionary_files.h"

namespace vivavoce::speaking::acting_model_test {
namespace {

struct Line {
  const char *plain, *voice;
  Language language;
};

constexpr Line kEnglish = {"I never said that you should leave the house tonight.", "af_heart",
                           Language::kEnglish};
constexpr Line kMale = {"I never said that you should leave the house tonight.", "am_michael",
                        Language::kEnglish};
constexpr Line kChinese = {"我从来没有说过你今天晚上应该离开这里。", "zf_xiaoxiao",
                           Language::kChinese};
constexpr Line kLines[] = {kEnglish, kMale, kChinese};

class ActingModelTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    static const auto store = runtime::DirectoryModelStore::OfHome();
    if (!store) return;
    auto g2p = text::G2p::Create(text::InstalledDictionaries());
    if (!g2p) return;
    auto created = KokoroSynthesizer::Create(*store, PhonemizerOf(*g2p), {.threads = 2});
    if (created) kokoro_ = created->release();
  }
  static void TearDownTestSuite() { delete kokoro_; }
  void SetUp() override {
    if (!kokoro_) GTEST_SKIP() << "models are not installed";
  }

  static SynthesizedClause Speak(SynthesisRequest request) {
    auto clause = kokoro_->Synthesize(request);
    if (clause) return *std::move(clause);
    ADD_FAILURE() << clause.error().ToString() << " " << request.text;
    return {};
  }

  static SynthesisRequest Request(const std::string& written, const Line& line) {
    text::MarkupReader reader;
    text::MarkedText marked = reader.Read(written);
    text::MarkedText rest = reader.Finish();
    marked.cues.insert(marked.cues.end(), rest.cues.begin(), rest.cues.end());
    SynthesisRequest request;
    request.text = marked.text;
    request.cues = marked.cues;
    request.voice = line.voice;
    request.language = line.language;
    return request;
  }
  static SynthesizedClause Speak(const std::string& written, const Line& line) {
    return Speak(Request(written, line));
  }
  static SynthesizedClause SpeakIn(const std::string& scene, const Line& line) {
    SynthesisRequest request = Request(line.plain, line);
    request.scene = text::ReadScene(scene);
    return Speak(request);
  }
  static double Seconds(const SynthesizedClause& clause) {
    return static_cast<double>(clause.samples.size()) / kSpeechSampleRateHz;
  }
  static VoiceMeasure Measure(const SynthesizedClause& clause) {
    return MeasureVoice(clause.samples);
  }
  // Of the word that begins at this byte of the text.
  static VoiceMeasure MeasureWord(const SynthesizedClause& clause, size_t text_begin,
                                  size_t text_end, double* seconds = nullptr) {
    int64_t begin = 0, end = 0;
    for (const SpokenWord& word : clause.words) {
      if (word.text_begin == text_begin) begin = word.start_sample;
      if (word.text_end == text_end) end = word.end_sample;
    }
    EXPECT_LT(begin, end);
    if (seconds) *seconds = static_cast<double>(end - begin) / kSpeechSampleRateHz;
    return MeasureVoice(clause.samples, begin, end);
  }
  static double Semitones(double hz, double reference) { return 12 * std::log2(hz / reference); }

  static KokoroSynthesizer* kokoro_;
};

KokoroSynthesizer* ActingModelTest::kokoro_ = nullptr;

void Print(const char* what, const Line& line, const VoiceMeasure& m, double seconds) {
  std::printf("%-12s %-12s F0 %5.1f Hz (90%% %5.1f) voiced %.2f level %6.1f dB centroid %5.0f Hz %.2f s\n",
              what, line.voice, m.f0_hz, m.f0_high_hz, m.voiced_share, m.level_db, m.centroid_hz,
              seconds);
}

TEST_F(ActingModelTest, AWhisperHasLessVoiceAndLessEnergy) {
  for (const Line& line : kLines) {
    const auto plain = Speak(line.plain, line);
    const auto whisper = Speak("(whispering) " + std::string(line.plain), line);
    const VoiceMeasure p = Measure(plain), w = Measure(whisper);
    Print("plain", line, p, Seconds(plain));
    Print("whisper", line, w, Seconds(whisper));
    EXPECT_LT(w.voiced_share, 0.35 * p.voiced_share) << line.voice;
    EXPECT_LT(w.level_db, p.level_db - 4) << line.voice;
    EXPECT_GT(w.centroid_hz, p.centroid_hz) << line.voice;
  }
}

TEST_F(ActingModelTest, ExcitementIsHigherFasterAndLouderAndComfortLowerSlowerAndSofter) {
  for (const Line& line : kLines) {
    const auto plain = Speak(line.plain, line);
    const auto excited = SpeakIn("excited, on a bright stage", line);
    const auto sad = SpeakIn("难过", line);
    const auto comfort = SpeakIn("深夜，压低声音安慰她", line);
    const VoiceMeasure p = Measure(plain), e = Measure(excited), s = Measure(sad),
                       c = Measure(comfort);
    Print("plain", line, p, Seconds(plain));
    Print("excited", line, e, Seconds(excited));
    Print("sad", line, s, Seconds(sad));
    Print("comfort", line, c, Seconds(comfort));
    EXPECT_GT(Semitones(e.f0_hz, p.f0_hz), 1) << line.voice;
    EXPECT_LT(Seconds(excited), 0.97 * Seconds(plain)) << line.voice;
    EXPECT_GT(e.level_db, p.level_db + 1) << line.voice;
    for (const auto& [measure, clause] : {std::pair(s, &sad), std::pair(c, &comfort)}) {
      EXPECT_LT(Semitones(measure.f0_hz, p.f0_hz), -0.7) << line.voice;
      EXPECT_GT(Seconds(*clause), 1.06 * Seconds(plain)) << line.voice;
      EXPECT_LT(measure.level_db, p.level_db - 2) << line.voice;
    }
  }
}

TEST_F(ActingModelTest, AnEmphasisedWordIsLongerHigherAndLouderThanTheSameWordUnmarked) {
  struct Case {
    const char *plain, *marked;
    size_t begin, end;
    Line line;
  };
  for (const Case& c : {Case{"You should tell Mary about it.", "You should tell *Mary* about it.", 16,
                             20, kEnglish},
                        Case{"We leave on Monday with the train.", "We leave on *Monday* with the train.",
                             12, 18, kMale},
                        Case{"我们星期一坐火车离开。", "我们*星期一*坐火车离开。", 6, 15, kChinese}}) {
    double plain_s = 0, marked_s = 0;
    const VoiceMeasure p = MeasureWord(Speak(c.plain, c.line), c.begin, c.end, &plain_s);
    const VoiceMeasure m = MeasureWord(Speak(c.marked, c.line), c.begin, c.end, &marked_s);
    Print("unmarked", c.line, p, plain_s);
    Print("emphasised", c.line, m, marked_s);
    EXPECT_GT(marked_s, 1.1 * plain_s) << c.plain;
    EXPECT_GT(Semitones(m.f0_high_hz, p.f0_high_hz), 0.8) << c.plain;
    EXPECT_GT(m.level_db, p.level_db + 1) << c.plain;
  }
}

TEST_F(ActingModelTest, AYesNoQuestionEndsHigherThanTheStatement) {
  struct Case {
    const char *statement, *question;
    Line line;
  };
  for (const Case& c : {Case{"You want to go home.", "You want to go home?", kEnglish},
                        Case{"They are in the garden.", "Are they in the garden?", kMale},
                        Case{"你今天要回家。", "你今天要回家？", kChinese}}) {
    const auto end_f0 = [](const SynthesizedClause& clause) {
      const SpokenWord& last = clause.words.back();
      return MeasureVoice(clause.samples, last.start_sample, last.end_sample).f0_high_hz;
    };
    const double statement = end_f0(Speak(c.statement, c.line));
    const double question = end_f0(Speak(c.question, c.line));
    std::printf("%-26s %5.1f Hz, as a question %5.1f Hz\n", c.statement, statement, question);
    EXPECT_GT(Semitones(question, statement), 1) << c.question;
  }
}

TEST_F(ActingModelTest, APauseIsAsLongAsItSays) {
  for (const int ms : {300, 800}) {
    const std::string pause = "[pause " + std::to_string(ms) + "ms]";
    struct Case {
      std::string written;
      size_t before_end, after_begin;  // bytes of the text
      Line line;
    };
    for (const Case& c :
         {Case{"We walked to the old " + pause + " harbour together.", 20, 21, kEnglish},
          Case{"We walked home, " + pause + " and then we slept.", 14, 16, kMale},
          Case{"我们走到" + pause + "老港口去看看。", 12, 12, kChinese}}) {
      const SynthesizedClause clause = Speak(c.written, c.line);
      int64_t from = 0, to = 0;
      for (const SpokenWord& word : clause.words) {
        if (word.text_end == c.before_end) from = word.start_sample;
        if (word.text_begin == c.after_begin) to = word.end_sample;
      }
      ASSERT_LT(from, to) << c.written;
      const double silence = LongestSilenceMs(clause.samples, from, to, 45);
      std::printf("%s: %.0f ms\n", c.written.c_str(), silence);
      EXPECT_NEAR(silence, ms, 30) << c.written;
    }
  }
}

TEST_F(ActingModelTest, SoundsArePlayedBesideTheWordsAndTheWordsKeepTheirPlaces) {
  for (const Line& line : {kEnglish, kChinese}) {
    const std::string words = line.language == Language::kChinese ? "你真是太好了。" : "You are so kind to me.";
    const SynthesizedClause plain = Speak(words, line);
    for (size_t i = 0; i < text::kVocalEventNames.size(); ++i) {
      const std::string name(text::kVocalEventNames[i]);
      SynthesisRequest request = Request("[" + name + "] " + words, line);
      request.trace = true;
      const SynthesizedClause clause = Speak(request);
      ASSERT_EQ(clause.words.size(), plain.words.size()) << name;
      ASSERT_TRUE(clause.trace && clause.trace->marks.size() == 1) << name;
      const auto& mark = clause.trace->marks[0];
      EXPECT_LE(mark.end_sample, clause.words.front().start_sample + kSpeechSampleRateHz / 50);
      const VoiceMeasure m = MeasureVoice(clause.samples, mark.start_sample, mark.end_sample);
      Print(name.c_str(), line, m,
            static_cast<double>(mark.end_sample - mark.start_sample) / kSpeechSampleRateHz);
      EXPECT_GT(m.level_db, -45) << name;  // speech is at -20
      EXPECT_LT(m.level_db, -8) << name;
    }
  }
}

TEST_F(ActingModelTest, ASoundAloneIsHeardWithoutTheWordsThatCarryIt) {
  for (const Line& line : {kEnglish, kChinese}) {
    const SynthesizedClause laugh = Speak("(laughs)", line);
    EXPECT_TRUE(laugh.words.empty());
    EXPECT_GT(Seconds(laugh), 0.4);
    EXPECT_LT(Seconds(laugh), 2.2);
    EXPECT_GT(Measure(laugh).level_db, -45);
  }
}

TEST_F(ActingModelTest, JoinsDoNotClick) {
  for (const Line& line : {kEnglish, kChinese}) {
    const double plain = LargestStep(Speak(line.plain, line).samples);
    for (const char* cue : {"[laugh]", "[sigh]", "[breath]", "[pause 300ms]", "(whispering)",
                            "(angrily)", "[tut]", "[yawn]"}) {
      const SynthesizedClause clause = Speak(std::string(cue) + " " + line.plain + " " + cue, line);
      const double step = LargestStep(clause.samples);
      std::printf("%-14s %-12s largest step %.3f (plain %.3f)\n", cue, line.voice, step, plain);
      EXPECT_LT(step, std::max(0.45, 1.8 * plain)) << cue;
      EXPECT_NEAR(clause.samples.front(), 0, 1e-3);
      EXPECT_NEAR(clause.samples.back(), 0, 1e-3);
    }
  }
}

TEST_F(ActingModelTest, TheSameDirectionsGiveTheSameSamples) {
  const std::string written = "(trembling) I am *so* scared. [sob] (whispering) Stay.";
  EXPECT_EQ(Speak(written, kEnglish).samples, Speak(written, kEnglish).samples);
}

TEST_F(ActingModelTest, PhonemesOfTheTagAreSpokenAndTimed) {
  const auto symbols = [&](const std::string& written, const Line& line) {
    std::u32string out;
    int64_t last = 0;
    for (const SpokenPhoneme& phoneme : Speak(written, line).phonemes) {
      EXPECT_GE(phoneme.start_sample, last);
      EXPECT_GE(phoneme.end_sample, phoneme.start_sample);
      last = phoneme.end_sample;
      out += phoneme.symbol;
    }
    return out;
  };
  EXPECT_TRUE(symbols("A <phoneme alphabet=\"ipa\" ph=\"təmˈɑtoʊ\">tomato</phoneme> please.", kEnglish)
                  .contains(U"təmˈɑtO"));
  EXPECT_TRUE(symbols("我住在<phoneme alphabet=\"pinyin\" ph=\"chong2 qing4\">重庆</phoneme>。", kChinese)
                  .contains(U"ꭧʰʊ↗ŋ"));
}

TEST_F(ActingModelTest, APersonasPitchAndEnergyAreHeard) {
  for (const Line& line : {kEnglish, kChinese}) {
    const VoiceMeasure plain = Measure(Speak(line.plain, line));
    SynthesisRequest request = Request(line.plain, line);
    request.profile.pitch_st = 3;
    request.profile.energy_db = -5;
    const VoiceMeasure shifted = Measure(Speak(request));
    EXPECT_NEAR(Semitones(shifted.f0_hz, plain.f0_hz), 3, 1) << line.voice;
    EXPECT_NEAR(shifted.level_db - plain.level_db, -5, 2) << line.voice;
  }
}

}  // namespace
}  // namespace vivavoce::speaking::acting_model_test
