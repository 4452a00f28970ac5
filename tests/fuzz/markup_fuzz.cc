// What a language model may write, on its way to the voice: cut into clauses while it comes in pieces,
// its mark-up read, its phonemes found and planned. The first byte says how long the pieces are and
// what language is around it. The dictionaries are a few words long.
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "fuzz.h"
#include "speaking/phoneme_chunks.h"
#include "speaking/prosody_context.h"
#include "speaking/prosody_plan.h"
#include "text/clause_splitter.h"
#include "text/direction.h"
#include "text/g2p.h"
#include "text/normal_form.h"
#include "text/phoneme_alphabet.h"
#include "text/speech_text.h"
#include "text/utf8.h"

using namespace vivavoce;

namespace {

std::string Written(const char* name, const char* content) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("vivavoce_fuzz_" + std::to_string(::getpid()) + "_" + name);
  std::ofstream(path) << content;
  return path.string();
}

std::shared_ptr<const text::G2p> SmallG2p() {
  const text::G2pFiles files{
      .english_gold = Written("gold", R"({"hello": "həlˈO", "the": {"DEFAULT": "ðə", "VBD": "ði"}})"),
      .english_silver = Written("silver", R"({"world": "wˈɜɹld", "book": "bˈʊk"})"),
      .jieba_dictionary = Written("words", "你好 100 l\n北京 80 ns\n一起 50 d\n不是 70 c\n了 90 ul\n"),
      .jieba_hmm_model = FUZZ_HMM_MODEL,
      .pinyin_phrases = Written("phrases", R"({"你好": [["nǐ"], ["hǎo"]], "重庆": [["chóng"], ["qìng"]]})"),
      .pinyin_characters = Written("characters", R"({"20320": "nǐ", "22909": "hǎo,hào",
        "19968": "yī", "19981": "bù", "26159": "shì", "20102": "le,liǎo", "20799": "ér"})")};
  auto g2p = text::G2p::Create(files);
  for (const std::string* file : {&files.english_gold, &files.english_silver,
                                  &files.jieba_dictionary, &files.pinyin_phrases,
                                  &files.pinyin_characters}) {
    std::filesystem::remove(*file);
  }
  FUZZ_CHECK(g2p);
  return std::move(*g2p);
}

void CheckMarked(const text::MarkedText& marked) {
  FUZZ_CHECK(text::IsValidUtf8(marked.text));
  size_t last = 0;
  for (const text::SpeechCue& cue : marked.cues) {
    FUZZ_CHECK(last <= cue.begin && cue.begin <= cue.end && cue.end <= marked.text.size());
    FUZZ_CHECK(std::isfinite(cue.strength) && cue.pause_ms >= 0 &&
               cue.pause_ms <= text::kLongestPauseMs);
    last = cue.begin;
  }
}

void CheckPlan(const speaking::ProsodyPlan& plan) {
  FUZZ_CHECK(plan.targets.size() == plan.phonemes.size());
  for (const speaking::PhonemeTarget& target : plan.targets) {
    for (const float value : {target.duration, target.pitch_st, target.pitch_end_st, target.range,
                              target.energy_db, target.energy_end_db, target.whisper}) {
      FUZZ_CHECK(std::isfinite(value));
    }
  }
  for (const auto& pause : plan.pauses) FUZZ_CHECK(pause.phoneme < plan.phonemes.size());
  for (const auto& word : plan.words) FUZZ_CHECK(word.phoneme_end <= plan.phonemes.size());
  size_t end = 0;
  for (const speaking::PhonemeChunk& chunk : speaking::ChunkPhonemes(plan.phonemes, 500)) {
    FUZZ_CHECK(chunk.begin == end && chunk.end > end && chunk.end - end <= 500);
    end = chunk.end;
  }
  FUZZ_CHECK(end == plan.phonemes.size());
}

void Speak(const text::G2p& g2p, const text::MarkedText& marked, Language language) {
  CheckMarked(marked);
  const auto spoken = g2p.Convert(marked.text, language);
  FUZZ_CHECK(spoken);
  for (const char32_t symbol : spoken->phonemes) FUZZ_CHECK(text::IsKokoroPhoneme(symbol));
  size_t text_end = 0, phoneme_end = 0;
  for (const text::PhonemeWord& word : spoken->words) {
    FUZZ_CHECK(text_end <= word.text_begin && word.text_begin <= word.text_end);
    FUZZ_CHECK(phoneme_end <= word.phoneme_begin && word.phoneme_begin < word.phoneme_end);
    text_end = word.text_end;
    phoneme_end = word.phoneme_end;
  }
  FUZZ_CHECK(text_end <= marked.text.size() && phoneme_end <= spoken->phonemes.size());
  std::vector<text::SpeechCue> cues = marked.cues;
  for (text::SpeechCue& cue : speaking::ContextCues(marked.text, language, 1)) {
    cues.push_back(std::move(cue));
  }
  const speaking::SynthesisRequest request{.text = marked.text, .language = language};
  CheckPlan(speaking::PlanProsody(*spoken, cues, request, language));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static const std::shared_ptr<const text::G2p> g2p = SmallG2p();
  const std::string_view reply = Text(data + 1, size - 1);
  const size_t piece = 1 + data[0] % 32;
  const Language language = data[0] & 32   ? Language::kChinese
                            : data[0] & 64 ? Language::kEnglish
                                           : Language::kUnknown;
  text::ClauseSplitter splitter({}, g2p->segmenter());
  text::MarkupReader reader({.brackets_are_directions = (data[0] & 128) != 0});
  std::string whole;
  const auto take = [&](const std::vector<std::string>& clauses) {
    for (const std::string& clause : clauses) {
      whole += clause;
      Speak(*g2p, reader.Read(clause), language);
    }
  };
  for (size_t at = 0; at < reply.size(); at += piece) take(splitter.Push(reply.substr(at, piece)));
  take(splitter.Flush());
  FUZZ_CHECK(whole == reply);
  CheckMarked(reader.Finish());
  FUZZ_CHECK(text::IsValidUtf8(text::CleanForSpeech(reply)));
  (void)text::ReadScene(reply);
  (void)text::NormalForm(reply);
  return 0;
}
