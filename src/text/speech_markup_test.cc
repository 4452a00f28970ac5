#include "text/speech_markup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "text/clause_splitter.h"
#include "text/speech_text.h"
#include "text/utf8.h"

namespace vivavoce::text::speech_markup_test {
namespace {

using Kind = SpeechCue::Kind;

MarkedText Read(std::string_view text, MarkupOptions options = {}) {
  MarkupReader reader(options);
  MarkedText marked = reader.Read(text);
  MarkedText rest = reader.Finish();
  marked.cues.insert(marked.cues.end(), rest.cues.begin(), rest.cues.end());
  return marked;
}

// "manner[begin,end)", "pause300@7", "sigh@0", ...
std::vector<std::string> Names(const MarkedText& marked) {
  std::vector<std::string> names;
  for (const SpeechCue& cue : marked.cues) {
    const std::string stretch =
        "[" + std::to_string(cue.begin) + "," + std::to_string(cue.end) + ")";
    const std::string at = "@" + std::to_string(cue.begin);
    switch (cue.kind) {
      case Kind::kManner:
        names.push_back("manner" + stretch);
        break;
      case Kind::kEmphasis:
        names.push_back("emphasis" + stretch);
        break;
      case Kind::kPause:
        names.push_back("pause" + std::to_string(cue.pause_ms) + at);
        break;
      case Kind::kEvent:
        names.push_back(std::string(VocalEventName(cue.event)) + at);
        break;
      case Kind::kPhonemes:
        names.push_back(cue.phonemes + stretch);
        break;
    }
  }
  return names;
}

TEST(SpeechMarkup, ObeyedDirectionsAreKeptAsTheyWereWritten) {
  MarkupReader reader;
  EXPECT_TRUE(reader.Read("(laughs softly)").directions.empty());
  const MarkedText next = reader.Read("（压低声音）Come *closer*. (the red one)");
  EXPECT_THAT(next.directions, ::testing::ElementsAre("laughs softly", "压低声音"));
  EXPECT_TRUE(reader.Read("And so.").directions.empty());
  EXPECT_TRUE(reader.Read("(sighs)").directions.empty());
  EXPECT_THAT(reader.Finish().directions, ::testing::ElementsAre("sighs"));
}

struct Case {
  std::string_view written, said;
  std::vector<std::string> cues;
};

class Grammar : public ::testing::TestWithParam<Case> {};

TEST_P(Grammar, IsReadAsInTheTable) {
  const MarkedText marked = Read(GetParam().written);
  EXPECT_EQ(marked.text, GetParam().said) << GetParam().written;
  EXPECT_EQ(Names(marked), GetParam().cues) << GetParam().written;
}

INSTANTIATE_TEST_SUITE_P(
    Directions, Grammar,
    ::testing::Values(
        Case{"（压低声音）我知道。", "我知道。", {"manner[0,12)"}},
        Case{"(whispering) Come here.", "Come here.", {"manner[0,10)"}},
        Case{"(laughs softly) I see", "I see", {"chuckle@0"}},
        Case{"（轻笑）你呀", "你呀", {"chuckle@0"}},
        Case{"（叹了口气）算了。", "算了。", {"sigh@0"}},
        Case{"（深呼吸）好。", "好。", {"breath@0"}},
        Case{"（倒吸一口凉气）天哪！", "天哪！", {"gasp@0"}},
        Case{"（打哈欠）困了。", "困了。", {"yawn@0"}},
        Case{"（清了清嗓子）各位。", "各位。", {"throat_clear@0"}},
        Case{"（抽泣）我没事。", "我没事。", {"sob@0", "manner[0,12)"}},
        Case{"（停顿）然后呢？", "然后呢？", {"pause600@0"}},
        Case{"我（停顿两秒）不知道", "我不知道", {"pause2000@3"}},
        Case{"One (pause) two", "One two", {"pause600@4"}},
        Case{"【轻声】别怕", "别怕", {"manner[0,6)"}},
        Case{"[whisper] Hush.", "Hush.", {"manner[0,5)"}},
        Case{"[sigh] Fine", "Fine", {"sigh@0"}},
        Case{"Wait [pause 300ms] now", "Wait now", {"pause300@5"}},
        Case{"Wait [pause 1.5s] now", "Wait now", {"pause1500@5"}},
        Case{"Wait [pause half a second] now", "Wait now", {"pause500@5"}},
        Case{"[throat_clear] Well", "Well", {"throat_clear@0"}},
        Case{"[Laughter] good", "good", {"laugh@0"}},
        Case{"[Uhm] maybe", "maybe", {"uh@0"}},
        Case{"*sighs* Fine", "Fine", {"sigh@0"}},
        Case{"*waves at you* hi", "hi", {}},
        Case{"I know (softly).", "I know.", {"manner[0,7)"}},
        Case{"（笑）（轻声）嗨", "嗨", {"laugh@0", "manner[0,3)"}},
        Case{"(nods) Yes.", "Yes.", {}},
        Case{"(slow) One. Two.", "One. Two.", {"manner[0,4)"}},
        Case{"（快一点）走。停。", "走。停。", {"manner[0,6)"}},
        Case{"(sadly) a (happily) b.", "a b.", {"manner[0,2)", "manner[2,4)"}},
        Case{"Bye. (sighs)", "Bye.", {"sigh@4"}}));

INSTANTIATE_TEST_SUITE_P(
    Content, Grammar,
    ::testing::Values(Case{"（2024年）很好", "（2024年）很好", {}},
                      Case{"I see (really)", "I see (really)", {}},
                      Case{"the book (the red one)", "the book (the red one)", {}},
                      Case{"他（我的哥哥）来了", "他（我的哥哥）来了", {}},
                      Case{"It is (very) slow (about ten minutes slow)",
                           "It is (very) slow (about ten minutes slow)", {}},
                      Case{"北京（高铁很快）不远", "北京（高铁很快）不远", {}},
                      Case{"(is he laughing?) no", "(is he laughing?) no", {}},
                      Case{"see [1] and [Smith]", "see [1] and [Smith]", {}},
                      Case{"3*4*5", "3*4*5", {}}, Case{"( open", "( open", {}},
                      Case{"）（", "）（", {}}, Case{"a < b > c", "a < b > c", {}},
                      Case{"<unknown>x</unknown>", "<unknown>x</unknown>", {}},
                      Case{"[", "[", {}}, Case{"<", "<", {}}));

INSTANTIATE_TEST_SUITE_P(
    Emphasis, Grammar,
    ::testing::Values(Case{"I *never* said", "I never said", {"emphasis[2,7)"}},
                      Case{"I **never** said", "I never said", {"emphasis[2,7)"}},
                      Case{"我*从来*没说", "我从来没说", {"emphasis[3,9)"}},
                      Case{"it was *slow* today", "it was slow today", {"emphasis[7,11)"}},
                      Case{"<emphasis>now</emphasis>", "now", {"emphasis[0,3)"}},
                      Case{"<b>now</b> or", "now or", {"emphasis[0,3)"}},
                      Case{"<emphasis level=\"none\">now</emphasis>", "now", {}}));

INSTANTIATE_TEST_SUITE_P(
    Ssml, Grammar,
    ::testing::Values(
        Case{"<speak>Hi <break time=\"250ms\"/>you</speak>", "Hi you", {"pause250@3"}},
        Case{"Hi <break time='1.2s'/>you", "Hi you", {"pause1200@3"}},
        Case{"Hi <break strength=\"strong\"/>you", "Hi you", {"pause700@3"}},
        Case{"Hi <break strength=\"none\"/>you", "Hi you", {}},
        Case{"<prosody rate=\"slow\">Hi</prosody> you", "Hi you", {"manner[0,2)"}},
        Case{"<prosody>Hi</prosody>", "Hi", {}},
        Case{"<sub alias=\"World Wide Web\">WWW</sub>!", "World Wide Web!", {}},
        Case{"<say-as interpret-as=\"characters\">NASA</say-as>", "N A S A", {}},
        Case{"<say-as interpret-as=\"digits\">110</say-as>", "1 1 0", {}},
        Case{"<say-as interpret-as=\"ordinal\">22</say-as>", "22nd", {}},
        Case{"<say-as interpret-as=\"ordinal\">11</say-as>", "11th", {}},
        Case{"<phoneme alphabet=\"ipa\" ph=\"təmˈɑtO\">tomato</phoneme>", "tomato",
             {"təmˈɑtO[0,6)"}},
        Case{"a &amp; b &lt; c", "a & b < c", {}},
        Case{"<prosody rate=\"slow\">open", "open", {"manner[0,4)"}},
        Case{"</prosody>shut", "shut", {}}));

TEST(SpeechMarkup, ProsodyAttributesAreFactorsSemitonesAndDecibels) {
  const auto manner = [](const std::string& attributes) {
    return Read("<prosody " + attributes + ">x</prosody>").cues.at(0).manner;
  };
  EXPECT_FLOAT_EQ(manner("rate='80%'").rate, 0.8f);
  EXPECT_FLOAT_EQ(manner("rate='+20%'").rate, 1.2f);
  EXPECT_FLOAT_EQ(manner("rate='1.5'").rate, 1.5f);
  EXPECT_FLOAT_EQ(manner("pitch='+2st'").pitch_st, 2);
  EXPECT_NEAR(manner("pitch='+50%'").pitch_st, 7.02f, 0.01f);
  EXPECT_NEAR(manner("pitch='+20Hz'").pitch_st, 1.82f, 0.01f);
  EXPECT_FLOAT_EQ(manner("volume='-6dB'").energy_db, -6);
  EXPECT_NEAR(manner("volume='50%'").energy_db, -6.02f, 0.01f);
  EXPECT_LT(manner("range='low'").range, 1);
  EXPECT_FLOAT_EQ(manner("rate='900%' pitch='low'").rate, 2.5f);  // what a voice can do
}

TEST(SpeechMarkup, DirectionsAreNeitherSaidNorShownAndTheRestIsShownAsWritten) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"(laughs) Hi **you**!", "Hi **you**!"},
      {"Hi (laughs), you.", "Hi, you."},
      {"Oh (sighs) well.", "Oh well."},
      {"（压低声音）我知道。", "我知道。"},
      {"*smiles* Hi", "Hi"},
      {"<sub alias=\"x\">WWW</sub> is 3%", "WWW is 3%"},
      {" (laughs) And", " And"}};
  for (const auto& [written, shown] : cases) EXPECT_EQ(Read(written).shown, shown) << written;
}

TEST(SpeechMarkup, StepFunsBracketsAreAllDirectionsAndTheUnknownOnesAreNoted) {
  const MarkedText marked = Read("（她走到窗边）你好 (on tiptoe)。", {.brackets_are_directions = true});
  EXPECT_EQ(marked.text, "你好。");
  EXPECT_THAT(marked.ignored, ::testing::ElementsAre("她走到窗边", "on tiptoe"));
  EXPECT_TRUE(marked.cues.empty());
}

TEST(SpeechMarkup, ADirectionHoldsOverTheClausesOfItsSentenceAndAnElementUntilItsEnd) {
  MarkupReader reader;
  EXPECT_THAT(Names(reader.Read("（压低声音）我知道，")), ::testing::ElementsAre("manner[0,12)"));
  EXPECT_THAT(Names(reader.Read("你很累。睡吧。")), ::testing::ElementsAre("manner[0,12)"));
  EXPECT_TRUE(reader.Read("晚安。").cues.empty());
  EXPECT_THAT(Names(reader.Read("<prosody rate='slow'>一。")),
              ::testing::ElementsAre("manner[0,6)"));
  EXPECT_THAT(Names(reader.Read("二。")), ::testing::ElementsAre("manner[0,6)"));
  EXPECT_THAT(Names(reader.Read("三</prosody>四。")), ::testing::ElementsAre("manner[0,3)"));
  EXPECT_TRUE(reader.Read("五。").cues.empty());
}

TEST(SpeechMarkup, ASoundWithoutWordsIsKeptForTheNextClauseOrTheEnd) {
  MarkupReader reader;
  EXPECT_FALSE(reader.Read("(laughs) ").Audible());
  EXPECT_THAT(Names(reader.Read("Good.")), ::testing::ElementsAre("laugh@0"));
  EXPECT_FALSE(reader.Read("(sighs)").Audible());
  const MarkedText rest = reader.Finish();
  EXPECT_TRUE(rest.Audible());
  EXPECT_THAT(Names(rest), ::testing::ElementsAre("sigh@0"));
  EXPECT_TRUE(reader.Finish().cues.empty());
}

TEST(SpeechMarkup, ASplitterNeverTearsMarkUpApartHoweverTheReplyArrives) {
  const std::string reply =
      "(laughs softly, then whispers) Well, my dear. <prosody rate=\"slow\" pitch=\"-2st\">I know, "
      "I know.</prosody> 好吧（压低声音，慢慢地）我们走，好吗？<sub alias=\"doctor. Who\">Dr. W.</sub> "
      "said *no, never*, so [pause 300ms] bye. （叹气）";
  const auto said = [&](size_t piece) {
    ClauseSplitter splitter;
    MarkupReader reader;
    std::string text, shown;
    std::vector<std::string> clauses;
    for (size_t at = 0; at < reply.size(); at += piece) {
      for (std::string& c : splitter.Push(reply.substr(at, piece))) clauses.push_back(std::move(c));
    }
    for (std::string& c : splitter.Flush()) clauses.push_back(std::move(c));
    for (const std::string& clause : clauses) {
      const MarkedText marked = reader.Read(clause);
      text += marked.text + " ";
      shown += marked.shown;
    }
    EXPECT_TRUE(reader.Finish().HasEvent());
    return text + "|" + shown;
  };
  const std::string whole = said(reply.size());
  for (const std::string_view never : {"laughs", "whispers", "prosody", "压低", "pause", "叹"}) {
    EXPECT_EQ(whole.find(never), whole.npos) << whole;
  }
  for (size_t piece = 1; piece < 40; ++piece) EXPECT_EQ(said(piece), whole) << piece;
}

TEST(SpeechMarkup, AnyBytesGiveValidTextAndCuesWithinIt) {
  const std::vector<std::string> atoms = {
      "(", ")", "（", "）", "[", "]", "【", "*", "**", "<", ">", "/", "<prosody rate=\"slow\">",
      "</prosody>", "<break time=\"9e99s\"/>", "<sub alias=\"a\">", "</sub>", "laughs", "叹气",
      "pause 300ms", "停顿", "whisper", "word", "。", ".", "\n", " ", "\xFF", "&amp;", "\0x", "😀",
      "<emphasis level='strong'>", "</emphasis>", "<phoneme ph=\"\xFE\">", "</phoneme>"};
  std::mt19937 random(7);
  for (int round = 0; round < 4000; ++round) {
    MarkupReader reader({.brackets_are_directions = round % 2 == 1});
    for (int clause = 0; clause < 3; ++clause) {
      std::string text;
      for (size_t i = random() % 25; i > 0; --i) text += atoms[random() % atoms.size()];
      const MarkedText marked = reader.Read(text);
      EXPECT_TRUE(IsValidUtf8(marked.text));
      size_t last = 0;
      for (const SpeechCue& cue : marked.cues) {
        EXPECT_GE(cue.begin, last);
        EXPECT_LE(cue.begin, cue.end);
        EXPECT_LE(cue.end, marked.text.size());
        EXPECT_GE(cue.manner.rate, 0.4f);
        EXPECT_LE(cue.manner.rate, 2.5f);
        EXPECT_LE(cue.pause_ms, 10000);
        EXPECT_TRUE(IsValidUtf8(cue.phonemes));
        last = cue.begin;
      }
    }
  }
  EXPECT_EQ(Read(std::string(100'000, '<')).text.size(), 100'000u);
  EXPECT_EQ(Read(std::string(50'000, '[')).text.size(), 50'000u);
}

TEST(SpeechMarkup, CleanForSpeechIsTheTextOfTheReader) {
  for (const char* text : {"(laughs) Hi *you*", "<b>x</b> [sigh] y", "（停顿）你好"}) {
    EXPECT_EQ(CleanForSpeech(text), Read(text).text);
  }
}

}  // namespace
}  // namespace vivavoce::text::speech_markup_test
