#include "persona/character_card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "persona/card_file.h"
#include "persona/json_guard.h"
#include "persona/testing/card_samples.h"

namespace vivavoce::persona::character_card_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(std::string_view json) {
  const auto card = ParseCard(json);
  return card ? "" : card.error().ToString();
}

TEST(CharacterCardTest, TheThreeSpecsAreRead) {
  const auto v1 = ParseCard(kCardV1);
  ASSERT_TRUE(v1) << v1.error().ToString();
  EXPECT_EQ(v1->spec, CardSpec::kV1);
  EXPECT_EQ(v1->name, "Ada");
  const auto v2 = ParseCard(kCardV2);
  ASSERT_TRUE(v2) << v2.error().ToString();
  EXPECT_EQ(v2->spec, CardSpec::kV2);
  EXPECT_THAT(v2->alternate_greetings, ElementsAre("You again!", "Storm tonight."));
  ASSERT_TRUE(v2->lorebook);
  EXPECT_EQ(v2->lorebook->entries.size(), 2u);
  const auto v3 = ParseCard(kCardV3);
  ASSERT_TRUE(v3) << v3.error().ToString();
  EXPECT_EQ(v3->spec, CardSpec::kV3);
  EXPECT_EQ(v3->nickname, "霜儿");
}

TEST(CharacterCardTest, InItsOwnSpecACardStaysTheSameToTheByte) {
  for (const std::string_view json : {kCardV1, kCardV2, kCardV3}) {
    const auto card = ParseCard(json);
    ASSERT_TRUE(card);
    EXPECT_EQ(*CardJson(*card, card->spec), json);
  }
}

TEST(CharacterCardTest, WhatIsUnknownSurvivesEveryConversion) {
  const auto data_of = [](const std::string& text) {
    const Json root = *ParseForeignJson(text);
    return root.contains("data") ? root["data"] : root;
  };
  for (const std::string_view json : {kCardV1, kCardV2, kCardV3}) {
    const auto card = ParseCard(json);
    const Json original = data_of(std::string(json));
    for (const CardSpec spec : {CardSpec::kV1, CardSpec::kV2, CardSpec::kV3}) {
      const auto text = CardJson(*card, spec);
      ASSERT_TRUE(text) << text.error().ToString();
      const auto again = ParseCard(*text);
      ASSERT_TRUE(again) << again.error().ToString();
      EXPECT_EQ(again->spec, spec);
      const Json converted = data_of(*text);
      for (const auto& [key, value] : original.items()) EXPECT_EQ(converted[key], value) << key;
    }
  }
}

TEST(CharacterCardTest, HostileJsonIsRefusedWithAReason) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("not JSON"));
  EXPECT_THAT(ErrorOf("[]"), HasSubstr("JSON object"));
  EXPECT_THAT(ErrorOf("{}"), HasSubstr("no name"));
  EXPECT_THAT(ErrorOf(R"({"spec":"chara_card_v9","data":{}})"), HasSubstr("chara_card_v9"));
  EXPECT_THAT(ErrorOf(R"({"spec":"chara_card_v2","data":[]})"), HasSubstr("no data"));
  EXPECT_THAT(ErrorOf("{\"name\":\"\xff\"}"), HasSubstr("UTF-8"));
  EXPECT_THAT(ErrorOf(std::string(100'000, '[')), HasSubstr("deeper than 64"));
  EXPECT_THAT(ErrorOf("{\"name\":\"" + std::string(300'000, 'x') + "\"}"), HasSubstr("too long"));
  std::string keys = "{\"name\":\"a\"";
  for (int i = 0; i < 3000; ++i) keys += ",\"k" + std::to_string(i) + "\":0";
  EXPECT_THAT(ErrorOf(keys + "}"), HasSubstr("more than 2000 keys"));
  std::string values = "{\"name\":\"a\",\"x\":[0";
  for (int i = 0; i < 200'001; ++i) values += ",0";
  EXPECT_THAT(ErrorOf(values + "]}"), HasSubstr("more than 200000 values"));
}

TEST(CharacterCardTest, MembersOfAWrongTypeCountAsAbsent) {
  const auto card =
      ParseCard(R"({"name":"a","description":7,"alternate_greetings":{"x":1},"tags":["t",3]})");
  ASSERT_TRUE(card) << card.error().ToString();
  EXPECT_EQ(card->description, "");
  EXPECT_TRUE(card->alternate_greetings.empty());
  EXPECT_THAT(card->tags, ElementsAre("t"));
}

TEST(CharacterCardTest, TooManyLoreEntriesAreRefused) {
  std::string json = R"({"name":"a","character_book":{"entries":[{})";
  for (int i = 0; i < 5000; ++i) json += ",{}";
  EXPECT_THAT(ErrorOf(json + "]}}"), HasSubstr("5001 entries are too many"));
}

}  // namespace
}  // namespace vivavoce::persona::character_card_test
