// Does the default language model know turns that are broken off? Turns by an author who had read
// nothing of the project (evals/turns/thoughts.tsv); every eighth of them.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "dialogue/turn_end_probe.h"
#include "eval/duplex_material.h"
#include "eval/turn_states.h"
#include "llm/testing/installed_models.h"

namespace vivavoce::eval::turn_end_model_test {
namespace {

constexpr size_t kEvery = 8;

std::string Contents(const std::string& name) {
  std::ifstream file(std::string(VV_SOURCE_DIR) + "/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(TurnEndModelTest, MostTurnsThatAreBrokenOffAreKnownAndHardlyAWholeOneIsTakenForOne) {
  llm::LlamaConfig config;
  config.model_file = llm::PathOf(llm::kQwen);
  if (config.model_file.empty()) GTEST_SKIP() << "the model is not installed";
  config.context_tokens_per_session = 1024;
  config.max_sessions = 1;
  const auto* probe = dialogue::TurnEndProbe::For(config.model_file.stem().string());
  ASSERT_NE(probe, nullptr);
  config.state_layer = probe->layer();
  const auto model = llm::LlamaLanguageModel::Create(config, llm::TestBudget());
  ASSERT_TRUE(model) << model.error().ToString();
  const auto personas = persona::PersonaLibrary::Load({});
  ASSERT_TRUE(personas);
  auto reader = StateReader::Create(**model, *personas->Find(""));
  ASSERT_TRUE(reader) << reader.error().ToString();

  const auto phrases = ParseDuplexPhrases(Contents("evals/turns/thoughts.tsv"), "thoughts.tsv");
  ASSERT_TRUE(phrases) << phrases.error().ToString();
  int broken = 0;
  int broken_seen = 0;
  int whole = 0;
  int whole_lost = 0;
  size_t number = 0;
  for (const DuplexPhrase& phrase : *phrases) {
    if (phrase.role == DuplexRole::kReply || number++ % kEvery != 0) continue;
    const bool is_broken = !phrase.pauses.empty();
    const std::string said =
        is_broken ? phrase.text.substr(0, phrase.pauses[0]) : phrase.text;
    const auto state = reader->Read(
        {.history = {{dialogue::ItemRole::kUser, said}}, .language = phrase.language});
    ASSERT_TRUE(state) << state.error().ToString();
    const auto read = probe->Whole(*state);
    ASSERT_TRUE(read) << "another width: " << state->size();
    ++(is_broken ? broken : whole);
    if (is_broken) broken_seen += *read < 0.5f;
    if (!is_broken) whole_lost += *read < 0.3f;
  }
  ASSERT_GE(broken, 15);
  ASSERT_GE(whole, 15);
  // 79 % and 2 % of all (docs/turns.md).
  EXPECT_GE(broken_seen * 100, broken * 65) << broken_seen << " of " << broken;
  EXPECT_LE(whole_lost * 100, whole * 10) << whole_lost << " of " << whole;
}

}  // namespace
}  // namespace vivavoce::eval::turn_end_model_test
