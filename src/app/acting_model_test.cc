// Marked-up text through the real voice and back through the real recogniser: what is heard is the
// text without its directions.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "app/engine_parts.h"
#include "app/read_aloud.h"
#include "audio/resampler.h"
#include "text/direction.h"
#include "text/error_rate.h"
#include "text/script.h"

namespace vivavoce::app::acting_model_test {
namespace {

struct Line {
  const char *written, *plain, *voice, *scene;
};

constexpr Line kLines[] = {
    {"(excitedly) We won the game last night! [pause 300ms] Can you *believe* it?",
     "We won the game last night! Can you believe it?", "af_heart", ""},
    {"(softly) I know that it is hard. (sighs) We will find a way together.",
     "I know that it is hard. We will find a way together.", "af_heart", "late at night, comforting her"},
    {"<prosody rate=\"slow\" pitch=\"-2st\">The train leaves at seven in the morning,</prosody> and "
     "<emphasis>not</emphasis> at nine.",
     "The train leaves at seven in the morning, and not at nine.", "am_michael", ""},
    {"(angrily) I told you to close the window before you left the house. (calmly) Please do it now.",
     "I told you to close the window before you left the house. Please do it now.", "am_michael", ""},
    {"(sadly) My brother moved to another city, and I miss him every day.",
     "My brother moved to another city, and I miss him every day.", "af_heart", ""},
    {"[laugh] That is the funniest story I have heard this week.",
     "That is the funniest story I have heard this week.", "af_heart", "on a bright stage"},
    {"（兴奋地）我们昨天晚上赢了比赛！（停顿）你能*相信*吗？", "我们昨天晚上赢了比赛！你能相信吗？",
     "zf_xiaoxiao", ""},
    {"（压低声音）我知道这很难，[pause 300ms] 我们一起想办法。", "我知道这很难，我们一起想办法。",
     "zf_xiaoxiao", "深夜，安慰她"},
    {"（严肃）火车早上七点出发，*不是*九点。", "火车早上七点出发，不是九点。", "zm_yunxi", ""},
    {"（生气）我告诉过你出门之前要关窗户。（平静地）现在请你关上。",
     "我告诉过你出门之前要关窗户。现在请你关上。", "zf_xiaoxiao", ""},
    {"（难过地）我弟弟搬到了另一个城市，我每天都很想他。（叹气）",
     "我弟弟搬到了另一个城市，我每天都很想他。", "zf_xiaoxiao", ""},
    {"（慢慢地说）请先打开电脑，然后登录系统。", "请先打开电脑，然后登录系统。", "zm_yunxi", ""},
};

TEST(ActingModelTest, DirectionsAreHeardInTheVoiceAndNeverAsWords) {
  auto store = OpenModelStore();
  ASSERT_TRUE(store) << store.error().ToString();
  auto voice = LoadVoice(**store, 2);
  if (!voice) GTEST_SKIP() << voice.error().ToString();
  auto recognizer = LoadRecognizer(**store, 2);
  ASSERT_TRUE(recognizer) << recognizer.error().ToString();
  text::ErrorCount all[2], plain_all[2];
  for (const Line& line : kLines) {
    const Language language = text::DominantLanguage(line.plain);
    const auto errors_of = [&](const char* written, const char* scene) {
      speaking::SynthesisRequest manner;
      manner.voice = line.voice;
      manner.language = language;
      manner.scene = text::ReadScene(scene);
      std::vector<float> sound;
      const Status read = ReadAloud(
          written, manner, {}, voice->segmenter,
          [&](const auto& request) { return voice->synthesizer->Synthesize(request); },
          [&](const auto&, speaking::SynthesizedClause& clause) {
            sound.insert(sound.end(), clause.samples.begin(), clause.samples.end());
            return true;
          });
      EXPECT_TRUE(read) << read.error().ToString();
      auto samples = audio::Resample(sound, speaking::kSpeechSampleRateHz, 16000);
      EXPECT_TRUE(samples);
      hearing::RecognizeOptions options;
      options.language = language;
      const auto heard = (*recognizer)->Recognize(*samples, options);
      EXPECT_TRUE(heard) << heard.error().ToString();
      const text::ErrorCount errors = text::CompareTranscripts(line.plain, heard->text);
      std::printf("%s\n  heard: %s (%zu errors)\n", written, heard->text.c_str(), errors.errors());
      return errors;
    };
    const size_t index = language == Language::kChinese ? 1 : 0;
    all[index] += errors_of(line.written, line.scene);
    plain_all[index] += errors_of(line.plain, "");
  }
  for (size_t i = 0; i < 2; ++i) {
    std::printf("%s: marked %.3f, plain %.3f of %zu\n", i == 0 ? "en" : "zh", all[i].rate(),
                plain_all[i].rate(), all[i].reference);
    EXPECT_GT(all[i].reference, 60u);
    EXPECT_LE(all[i].rate(), 0.10);
    EXPECT_LE(all[i].rate(), plain_all[i].rate() + 0.05);
  }
}

}  // namespace
}  // namespace vivavoce::app::acting_model_test
