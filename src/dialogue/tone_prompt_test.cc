// How a user's tone reaches the prompt, and what it never reaches.
#include "dialogue/tone_prompt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialogue/chat_prompt.h"
#include "dialogue/history.h"
#include "persona/persona_library.h"

namespace vivavoce::dialogue::tone_prompt_test {
namespace {

using ::testing::HasSubstr;

Item Said(std::string id, std::string words) {
  return {.id = std::move(id),
          .content = {{.type = ContentPart::Type::kInputAudio, .transcript = std::move(words)}}};
}

TEST(TonePromptTest, TheToneStandsInBracketsBehindTheWordsInItsLanguage) {
  EXPECT_EQ(WithTone({ItemRole::kUser, "I'm fine."}), "I'm fine.");
  EXPECT_EQ(WithTone({ItemRole::kUser, "I'm fine.", "sighs"}), "I'm fine. (sighs)");
  EXPECT_EQ(WithTone({ItemRole::kUser, "我没事。", "叹了口气"}), "我没事。 （叹了口气）");
  EXPECT_EQ(WithTone({ItemRole::kUser, "", "laughs"}), "(laughs)");
}

TEST(TonePromptTest, TheSameWordsInAnotherToneAreAnotherPromptWithTheSameBeginning) {
  const auto library = persona::PersonaLibrary::Load({});
  ASSERT_TRUE(library);
  const auto prompt = [&](std::string tone) {
    const ReplyRequest request{.history = {{ItemRole::kUser, "I'm fine.", std::move(tone)}},
                               .language = Language::kEnglish};
    return ChatPrompt(request, *library->Find(""), 100000,
                      [](std::string_view text) { return static_cast<int>(text.size()); });
  };
  const auto plain = prompt(""), sad = prompt("sighs; more quietly than usual");
  ASSERT_EQ(plain.size(), sad.size());
  for (size_t i = 0; i + 1 < plain.size(); ++i) EXPECT_EQ(plain[i], sad[i]) << "message " << i;
  EXPECT_NE(plain.back(), sad.back());
  EXPECT_TRUE(sad.back().content.starts_with(plain.back().content))
      << "what was read ahead of the words stays good";
  EXPECT_THAT(plain.front().content, HasSubstr(ToneInstructions(Language::kEnglish)));
}

TEST(TonePromptTest, TheHistoryKeepsWordsAndToneApart) {
  History history;
  history.Append(Said("a", "我没事。"), {.tone = "叹了口气"});
  ASSERT_EQ(history.Prompt().size(), 1u);
  EXPECT_EQ(history.Prompt()[0].text, "我没事。");
  EXPECT_EQ(history.Prompt()[0].tone, "叹了口气");
  EXPECT_EQ(TextOf(history.items()[0]), "我没事。");
}

TEST(TonePromptTest, ASentenceThatGoesOnHasItsLaterTone) {
  History history;
  history.Append(Said("a", "I want"), {.tone = "hesitates"});
  history.Append(Said("b", "to go home."), {.joined = true, .tone = "sounds sad"});
  ASSERT_EQ(history.Prompt().size(), 1u);
  EXPECT_EQ(history.Prompt()[0],
            (HistoryMessage{ItemRole::kUser, "I want to go home.", "sounds sad"}));
  const PendingText pending{.text = "Now.", .joined = true, .tone = "louder than usual"};
  EXPECT_EQ(history.Prompt(pending)[0].tone, "louder than usual");
}

TEST(TonePromptTest, ALaughWithoutWordsIsATurnAndSilenceIsNot) {
  History history;
  history.Append(Said("a", ""), {.unclear = true, .tone = "laughs"});
  ASSERT_EQ(history.Prompt().size(), 1u);
  EXPECT_EQ(WithTone(history.Prompt()[0]), "(laughs)");
  History silent;
  silent.Append(Said("a", ""));
  EXPECT_TRUE(silent.Prompt().empty());
}

}  // namespace
}  // namespace vivavoce::dialogue::tone_prompt_test
