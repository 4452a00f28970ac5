#include "realtime/perception_settings.h"

#include <gtest/gtest.h>

#include "realtime/item_json.h"
#include "realtime/server_event_writer.h"
#include "realtime/session_json.h"
#include "realtime/session_patch.h"

namespace vivavoce::realtime::perception_settings_test {
namespace {

std::expected<SessionSettings, dialogue::ErrorEvent> Patch(std::string_view perception,
                                                           bool allowed = true) {
  Vocabulary names;
  names.emotion_allowed = names.speaker_allowed = allowed;
  const std::string patch =
      std::string(R"({"vivavoce": {"perception": )") + std::string(perception) + "}}";
  return PatchSession({}, Json::parse(patch), names);
}

TEST(PerceptionSettingsTest, ClientsOptInByAFlagOrByFields) {
  EXPECT_TRUE(Patch("true")->config.perception.events);
  EXPECT_FALSE(Patch("false")->config.perception.events);
  const auto fields = Patch(R"({"events": true, "prompt": false, "emotion": false})");
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->config.perception,
            (dialogue::PerceptionSettings{.events = true, .prompt = false, .emotion = false}));
  const auto one = Patch(R"({"emotion": false})");
  EXPECT_FALSE(one->config.perception.events);
  EXPECT_TRUE(one->config.perception.prompt);
}

TEST(PerceptionSettingsTest, WrongTypesNameTheField) {
  const auto refused = Patch(R"({"emotion": "no"})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().param, "session.vivavoce.perception.emotion");
  EXPECT_FALSE(Patch("3"));
}

TEST(PerceptionSettingsTest, AServerThatForbidsMoodsIsObeyed) {
  EXPECT_FALSE(Patch("true", false)->config.perception.emotion);
  const auto refused = Patch(R"({"emotion": true})", false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().param, "session.vivavoce.perception.emotion");
}

TEST(PerceptionSettingsTest, TheSpeakerIsJudgedOnlyWhenAskedForAndAllowed) {
  EXPECT_FALSE(Patch("true")->config.perception.speaker);
  EXPECT_TRUE(Patch(R"({"speaker": true})")->config.perception.speaker);
  const auto refused = Patch(R"({"emotion": false, "speaker": true})", false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().param, "session.vivavoce.perception.speaker");
  EXPECT_FALSE(Patch(R"({"emotion": false, "speaker": false})", false)->config.perception.speaker);
}

TEST(PerceptionSettingsTest, SpeakersAreToldApartOnlyWhenAskedForAndAllowed) {
  EXPECT_FALSE(Patch("true")->config.perception.identity);
  EXPECT_FALSE(Patch(R"({"speaker": true})")->config.perception.identity) << "its own consent";
  const auto asked = Patch(R"({"identity": true})");
  EXPECT_TRUE(asked->config.perception.identity);
  EXPECT_FALSE(asked->config.perception.speaker);
  const auto refused = Patch(R"({"emotion": false, "identity": true})", false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().param, "session.vivavoce.perception.identity");
}

TEST(PerceptionSettingsTest, TheSessionShowsThem) {
  const Json json = SessionToJson({}, Dialect::kGa);
  EXPECT_EQ(json["vivavoce"]["perception"],
            (Json{{"events", false},
                  {"prompt", true},
                  {"emotion", true},
                  {"speaker", false},
                  {"identity", false}}));
}

TEST(PerceptionSettingsTest, EventsAndItemsCarryThePerception) {
  auto heard = std::make_shared<hearing::Perception>();
  heard->measures.f0_hz = 123.456;
  ServerEventWriter writer("x", "conv_x");
  const auto texts = writer.Write(
      dialogue::PerceptionCompleted{.item_id = "item_1", .heard = heard, .tone = "sighs"}, {},
      Dialect::kBeta);
  ASSERT_EQ(texts.size(), 1u);
  const Json json = Json::parse(texts[0]);
  EXPECT_EQ(json["type"], "vivavoce.perception.completed");
  EXPECT_EQ(json["item_id"], "item_1");
  EXPECT_EQ(json["description"], "sighs");
  EXPECT_EQ(json["perception"]["pitch_hz"], 123.46);
  const auto updates = writer.Write(
      dialogue::PerceptionUpdated{.item_id = "item_1", .audio_end_ms = 700, .heard = heard}, {},
      Dialect::kGa);
  EXPECT_EQ(Json::parse(updates.at(0))["type"], "vivavoce.perception.updated");
  EXPECT_EQ(Json::parse(updates.at(0))["audio_end_ms"], 700);

  const auto nothing = writer.Write(dialogue::PerceptionCompleted{}, {}, Dialect::kGa);
  EXPECT_TRUE(Json::parse(nothing.at(0))["perception"].is_null());
  EXPECT_TRUE(
      Json::parse(writer.Write(dialogue::PerceptionUpdated{}, {}, Dialect::kGa).at(0))["perception"]
          .is_null());

  dialogue::Item item{.id = "item_1"};
  EXPECT_FALSE(ItemToJson(item, Dialect::kGa, {}).contains("perception"));
  item.perception = heard;
  EXPECT_EQ(ItemToJson(item, Dialect::kGa, {})["perception"]["pitch_hz"], 123.46);
}

}  // namespace
}  // namespace vivavoce::realtime::perception_settings_test
