#include <gtest/gtest.h>

#include <thread>

#include "dialogue/cascade_engine.h"
#include "dialogue/testing/quiet_listener.h"
#include "hearing/testing/scripted.h"
#include "llm/testing/scripted_language_model.h"
#include "speaking/testing/tone_synthesizer.h"

namespace vivavoce::dialogue::cascade_backchannel_test {
namespace {

TEST(CascadeBackchannelTest, ThePersonaSaysItsOwnWordsInTurnOnceTheyAreSpoken) {
  const auto library = persona::PersonaLibrary::Load({});
  ASSERT_TRUE(library) << library.error().ToString();
  const persona::PersonaShelf personas(*library);
  speaking::ToneSynthesizer synthesizer;
  llm::ScriptedLanguageModel model;
  runtime::ThreadBudget budget(1);
  QuietListener listener;
  CascadeEngine engine({.make_voice_activity_detector =
                            []() -> Result<std::unique_ptr<hearing::VoiceActivityDetector>> {
                          return std::make_unique<hearing::testing::ScriptedVad>();
                        },
                        .language_model = &model,
                        .synthesizer = &synthesizer,
                        .personas = &personas,
                        .budget = &budget,
                        .segmenter = nullptr});
  const auto session = *engine.OpenSession(listener);
  const auto wait = [&](const BackchannelRequest& request) {
    for (;;) {
      if (auto said = session->BackchannelFor(request)) return *said;
      std::this_thread::yield();
    }
  };
  for (const Language language : {Language::kEnglish, Language::kChinese}) {
    const auto& own = personas.Find("xiao_yue")->backchannels.For(language);
    ASSERT_GE(own.size(), 2u);
    const BackchannelRequest request{
        .persona = "xiao_yue", .voice = "af_heart", .speed = 1, .language = language};
    EXPECT_FALSE(session->BackchannelFor(request)) << "nobody has spoken it yet";
    // Until all are there, those that are there take turns.
    for (size_t in_turn = 0; in_turn < own.size();) {
      const Backchannel said = wait(request);
      EXPECT_FALSE(said.samples.empty());
      in_turn = said.text == own[in_turn] ? in_turn + 1 : said.text == own[0] ? 1 : 0;
    }
  }
  EXPECT_FALSE(session->BackchannelFor({.persona = "nobody"}));
}

}  // namespace
}  // namespace vivavoce::dialogue::cascade_backchannel_test
