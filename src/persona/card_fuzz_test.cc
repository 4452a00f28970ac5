// Seeded mutations of good inputs against every parser of foreign bytes. What must hold: no crash,
// no sanitizer report, no hang; and what is accepted goes on through the whole path.
#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "persona/card_file.h"
#include "persona/card_macros.h"
#include "persona/card_persona.h"
#include "persona/json_guard.h"
#include "persona/lorebook_matcher.h"
#include "persona/persona_file.h"
#include "persona/persona_linter.h"
#include "persona/persona_writer.h"
#include "persona/png_chunks.h"
#include "persona/prompt.h"
#include "persona/testing/card_samples.h"
#include "persona/zip_archive.h"

namespace vivavoce::persona::card_fuzz_test {
namespace {

class CardFuzzTest : public ::testing::Test {
 protected:
  std::string Mutate(std::string text) {
    const int edits = 1 + static_cast<int>(random_() % 6);
    for (int i = 0; i < edits && !text.empty(); ++i) {
      const size_t at = random_() % text.size();
      const size_t length = std::min<size_t>(1 + random_() % 16, text.size() - at);
      switch (random_() % 6) {
        case 0:
          text[at] = static_cast<char>(random_());
          break;
        case 1:
          text.erase(at, length);
          break;
        case 2:
          text.insert(at, text.substr(random_() % text.size(), length));
          break;
        case 3:
          text[at] ^= static_cast<char>(1 << random_() % 8);
          break;
        case 4:
          text.insert(at, kWords[random_() % std::size(kWords)]);
          break;
        default:
          text.resize(at + 1);
      }
    }
    return text;
  }

  void Run(const std::string& seed, int rounds,
           const std::function<void(const std::string&)>& eat) {
    for (int i = 0; i < rounds; ++i) eat(Mutate(seed));
  }

  static void UseCard(const CharacterCard& card) {
    const std::string toml = WritePersonaToml(PersonaFromCard(card));
    const auto persona = Persona::Parse(toml, "fuzz");
    ASSERT_TRUE(persona) << persona.error().ToString() << "\n" << toml;
    RenderPrompt(*persona, "", Language::kEnglish);
    for (const CardSpec spec : {CardSpec::kV1, CardSpec::kV2, CardSpec::kV3}) {
      const auto json = CardJson(card, spec);
      if (json) {
        EXPECT_TRUE(ParseCard(*json));
      }
    }
    if (card.lorebook) {
      LorebookMatcher(*card.lorebook).Activate({.messages = {card.description, "Mary gull rock"}});
    }
  }

  static constexpr std::string_view kWords[] = {"{",
                                                "}",
                                                "[",
                                                "]",
                                                "\"",
                                                ",",
                                                "\\u0000",
                                                "\\ud800",
                                                "1e999",
                                                "{{",
                                                "}}",
                                                "null",
                                                "@@depth 9\\n",
                                                "<START>",
                                                "/(a+)+/",
                                                "\xff",
                                                "\xed\xa0\x80",
                                                "*",
                                                "。",
                                                "PK\x01\x02",
                                                "IEND"};

  std::mt19937 random_{20261125};
};

TEST_F(CardFuzzTest, JsonCards) {
  int accepted = 0;
  for (const std::string_view seed : {kCardV1, kCardV2, kCardV3}) {
    Run(std::string(seed), 1500, [&](const std::string& text) {
      const auto card = ReadCardFile(text);
      if (!card) {
        EXPECT_FALSE(card.error().message.empty());
        return;
      }
      ++accepted;
      UseCard(card->card);
    });
  }
  EXPECT_GT(accepted, 100);
}

TEST_F(CardFuzzTest, Images) {
  const std::string png = *WriteCardFile(*ParseCard(kCardV3), CardSpec::kV3, CardContainer::kPng);
  Run(png, 1500, [](const std::string& bytes) { ReadCardFile(bytes); });
  // Checksums would keep most mutations out, so the chunks themselves are mutated too.
  const std::vector<PngChunk> chunks = *ReadPng(png);
  for (int i = 0; i < 1500; ++i) {
    std::vector<PngChunk> copy = chunks;
    PngChunk& chunk = copy[random_() % copy.size()];
    chunk.data = Mutate(chunk.data + "x");
    if (random_() % 2) chunk.type = random_() % 2 ? "iTXt" : "zTXt";
    const auto card = ReadCardFile(WritePng(copy));
    if (card) UseCard(card->card);
  }
}

TEST_F(CardFuzzTest, Archives) {
  const std::string zip =
      WriteZip({{"card.json", std::string(kCardV2)}, {"assets/icon/main.png", "not really"}});
  Run(zip, 4000, [](const std::string& bytes) {
    const auto card = ReadCardFile(bytes);
    if (card) UseCard(card->card);
    ReadZip(bytes);
  });
}

TEST_F(CardFuzzTest, Lorebooks) {
  const std::string book =
      R"({"scan_depth":3,"recursive_scanning":true,"entries":[{"keys":["Mary","/g.ll/i"],
      "secondary_keys":["b"],"selective":true,"content":"@@depth 2\n@@exclude_keys a,b\nThe gull.","enabled":true,
      "insertion_order":1,"use_regex":false,"extensions":{"probability":50,"selectiveLogic":2,"position":4}}]})";
  Run(book, 3000, [](const std::string& text) {
    const auto json = ParseForeignJson(text);
    if (!json) return;
    const auto parsed = ParseLorebook(*json);
    if (!parsed) return;
    LorebookMatcher(*parsed).Activate({.messages = {"Mary", "the gull b"}, .turn = 4, .seed = 9});
  });
}

TEST_F(CardFuzzTest, Macros) {
  const std::string text =
      "{{char}} {{random:a,b\\,c}} {{roll:d6}} {{reverse:好的}} <USER> {{// x}}";
  Run(text, 5000, [](const std::string& mutated) {
    ExpandMacros(mutated, {.character = "A", .user = "B", .original = "", .seed = 3});
  });
}

TEST_F(CardFuzzTest, PersonaFiles) {
  Persona persona = PersonaFromCard(*ParseCard(kCardV2));
  persona.habits.catchphrases = {{{"Aye", "好"}, {"always", "总是"}, 0.5}};
  persona.scenes = {{"s", {"a", "b"}, {"c", "d"}, {"e", "f"}}};
  int accepted = 0;
  Run(WritePersonaToml(persona), 1500, [&](const std::string& text) {
    const PersonaFile file = ReadPersonaFile(text, "fuzz");
    LintPersona(file, {.voices = {"af_heart"}});
    if (!file.ok()) return;
    ++accepted;
    const std::string toml = WritePersonaToml(file.persona);
    EXPECT_TRUE(ReadPersonaFile(toml, "again").ok()) << toml;
  });
  EXPECT_GT(accepted, 100);
}

}  // namespace
}  // namespace vivavoce::persona::card_fuzz_test
