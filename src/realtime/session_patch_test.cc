#include "realtime/session_patch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "realtime/session_json.h"

namespace vivavoce::realtime::session_patch_test {
namespace {

using dialogue::TurnDetection;
using ::testing::HasSubstr;

Vocabulary Names() {
  return {{"af_heart", "zf_xiaoxiao"}, {{"alloy", "af_heart"}, {"xiaoyue", "zf_xiaoxiao"}}, {}};
}

SessionSettings Patched(std::string_view patch, SessionSettings settings = {}) {
  auto result = PatchSession(std::move(settings), Json::parse(patch), Names());
  EXPECT_TRUE(result) << result.error().message;
  return result.value_or(SessionSettings());
}

dialogue::ErrorEvent Refused(std::string_view patch) {
  const auto result = PatchSession({}, Json::parse(patch), Names());
  EXPECT_FALSE(result) << patch;
  return result ? dialogue::ErrorEvent() : result.error();
}

TEST(SessionPatchTest, TheGaShapeIsRead) {
  const SessionSettings s = Patched(R"({"type": "realtime", "output_modalities": ["audio"],
      "instructions": "Be kind.", "max_output_tokens": 200, "model": "other",
      "audio": {"input": {"format": {"type": "audio/pcm", "rate": 16000},
                          "transcription": {"model": "whisper-1", "language": "en"},
                          "turn_detection": {"type": "semantic_vad", "eagerness": "low"}},
                "output": {"format": {"type": "audio/pcmu"}, "voice": "alloy", "speed": 1.25}}})");
  EXPECT_EQ(s.config.instructions, "Be kind.");
  EXPECT_EQ(s.config.max_output_tokens, 200);
  EXPECT_EQ(s.input_format.rate_hz, 16000);
  EXPECT_EQ(s.output_format.encoding, AudioFormat::Encoding::kMuLaw);
  EXPECT_EQ(s.output_format.rate_hz, 8000);
  EXPECT_EQ(s.config.voice, "af_heart");
  EXPECT_EQ(s.voice, "alloy");
  EXPECT_FLOAT_EQ(s.config.speed, 1.25f);
  EXPECT_TRUE(s.config.transcription_events);
  EXPECT_EQ(s.config.input_language, Language::kEnglish);
  EXPECT_EQ(s.config.turn_detection.type, TurnDetection::Type::kSemanticVad);
  EXPECT_EQ(s.config.turn_detection.eagerness, TurnDetection::Eagerness::kLow);
  EXPECT_EQ(s.model, "") << "a client cannot change the model";
}

TEST(SessionPatchTest, TheBetaShapeIsRead) {
  const SessionSettings s = Patched(R"({"modalities": ["text"], "voice": "xiaoyue",
      "input_audio_format": "g711_alaw", "output_audio_format": "pcm16", "temperature": 0.8,
      "turn_detection": {"type": "server_vad", "silence_duration_ms": 200},
      "max_response_output_tokens": "inf"})");
  EXPECT_EQ(s.config.modality, dialogue::Modality::kText);
  EXPECT_EQ(s.config.voice, "zf_xiaoxiao");
  EXPECT_EQ(s.input_format.encoding, AudioFormat::Encoding::kALaw);
  EXPECT_FLOAT_EQ(s.config.temperature.value(), 0.8f);
  EXPECT_EQ(s.config.turn_detection.silence_duration_ms, 200);
  EXPECT_TRUE(s.turn_detection_chosen);
}

TEST(SessionPatchTest, AMixedShapeIsReadAndTheNestedFieldWins) {
  const SessionSettings s = Patched(R"({"type": "realtime", "voice": "xiaoyue", "temperature": 1,
      "audio": {"output": {"voice": "alloy"}}})");
  EXPECT_EQ(s.voice, "alloy");
  EXPECT_FLOAT_EQ(s.config.temperature.value(), 1.0f);
}

TEST(SessionPatchTest, OnlyFieldsThatAreThereChange) {
  SessionSettings s = Patched(R"({"instructions": "A", "voice": "alloy"})");
  s = Patched(R"({"turn_detection": {"threshold": 0.7}})", s);
  EXPECT_EQ(s.config.instructions, "A");
  EXPECT_EQ(s.voice, "alloy");
  EXPECT_FALSE(Patched(R"({"voice": "alloy"})").turn_detection_chosen);
}

TEST(SessionPatchTest, APartialTurnDetectionKeepsItsTypeAndOtherFields) {
  SessionSettings s = Patched(R"({"turn_detection": {"type": "server_vad", "threshold": 0.7,
      "silence_duration_ms": 300}})");
  s = Patched(R"({"turn_detection": {"create_response": false}})", s);
  EXPECT_EQ(s.config.turn_detection.type, TurnDetection::Type::kServerVad);
  EXPECT_EQ(s.config.turn_detection.silence_duration_ms, 300);
  EXPECT_FLOAT_EQ(s.config.turn_detection.threshold, 0.7f);
  EXPECT_FALSE(s.config.turn_detection.create_response);
}

TEST(SessionPatchTest, AnotherTypeStartsFromItsDefaults) {
  SessionSettings s = Patched(R"({"turn_detection": {"type": "server_vad", "threshold": 0.7}})");
  s = Patched(R"({"turn_detection": {"type": "semantic_vad"}})", s);
  s = Patched(R"({"turn_detection": {"type": "server_vad"}})", s);
  EXPECT_FLOAT_EQ(s.config.turn_detection.threshold, 0.5f);
}

TEST(SessionPatchTest, NullSwitchesOffInBothShapes) {
  const char* on = R"({"input_audio_transcription": {"model": "whisper-1"},
      "input_audio_noise_reduction": {"type": "near_field"}})";
  const SessionSettings flat = Patched(R"({"input_audio_transcription": null,
      "input_audio_noise_reduction": null, "turn_detection": null})",
                                       Patched(on));
  const SessionSettings nested = Patched(R"({"audio": {"input": {"transcription": null,
      "noise_reduction": null, "turn_detection": null}}})",
                                         Patched(on));
  for (const SessionSettings& s : {flat, nested}) {
    EXPECT_FALSE(s.config.transcription_events);
    EXPECT_TRUE(s.transcription.is_null());
    EXPECT_TRUE(s.noise_reduction.is_null());
    EXPECT_EQ(s.config.noise_reduction, dialogue::NoiseReduction::kNone);
    EXPECT_EQ(s.config.turn_detection.type, TurnDetection::Type::kNone);
  }
}

TEST(SessionPatchTest, NoiseReductionIsNearOrFar) {
  const SessionSettings far =
      Patched(R"({"audio": {"input": {"noise_reduction": {"type": "far_field"}}}})");
  EXPECT_EQ(far.config.noise_reduction, dialogue::NoiseReduction::kFarField);
  const SessionSettings near =
      Patched(R"({"input_audio_noise_reduction": {"type": "near_field"}})", far);
  EXPECT_EQ(near.config.noise_reduction, dialogue::NoiseReduction::kNearField);
}

TEST(SessionPatchTest, EmptyInstructionsAndToolsClear) {
  SessionSettings s = Patched(R"({"instructions": "A", "tools": [{"type": "function",
      "name": "f"}]})");
  s = Patched(R"({"instructions": "", "tools": []})", s);
  EXPECT_EQ(s.config.instructions, "");
  EXPECT_EQ(s.config.tools_json, "[]");
}

TEST(SessionPatchTest, NestedFunctionToolsBecomeFlat) {
  const SessionSettings s = Patched(R"({"tools": [{"type": "function", "function": {"name": "f",
      "description": "d", "parameters": {"type": "object"}}}]})");
  EXPECT_EQ(s.tools, Json::parse(R"([{"type": "function", "name": "f", "description": "d",
                                      "parameters": {"type": "object"}}])"));
}

TEST(SessionPatchTest, ErrorsNameTheFieldAsTheClientSpelledItAndSayWhatIsAllowed) {
  dialogue::ErrorEvent e = Refused(R"({"turn_detection": {"threshold": 1.5}})");
  EXPECT_EQ(e.param, "session.turn_detection.threshold");
  EXPECT_EQ(e.code, "invalid_value");
  EXPECT_THAT(e.message, HasSubstr("0 to 1"));
  e = Refused(R"({"audio": {"input": {"turn_detection": {"silence_duration_ms": "x"}}}})");
  EXPECT_EQ(e.param, "session.audio.input.turn_detection.silence_duration_ms");
  EXPECT_EQ(e.code, "invalid_type");
  e = Refused(R"({"voice": "nobody"})");
  EXPECT_EQ(e.param, "session.voice");
  EXPECT_THAT(e.message, HasSubstr("af_heart"));
  e = Refused(R"({"audio": {"output": {"speed": 3}}})");
  EXPECT_EQ(e.param, "session.audio.output.speed");
  EXPECT_THAT(e.message, HasSubstr("0.25 to 1.5"));
  e = Refused(R"({"input_audio_format": "mp3"})");
  EXPECT_THAT(e.message, HasSubstr("g711_ulaw"));
  e = Refused(R"({"audio": {"input": {"format": {"type": "audio/pcm", "rate": 4000}}}})");
  EXPECT_EQ(e.param, "session.audio.input.format.rate");
  e = Refused(R"({"tools": [{"type": "mcp", "server_label": "x"}]})");
  EXPECT_EQ(e.param, "session.tools[0].type");
  EXPECT_EQ(Refused(R"({"type": "transcription"})").code, "invalid_parameter");
  EXPECT_EQ(Refused(R"({"modalities": []})").param, "session.modalities");
  EXPECT_EQ(Refused(R"({"max_response_output_tokens": 0})").code, "invalid_value");
}

TEST(SessionJsonTest, TheUndecidedObjectHasTheKeysOfBothShapes) {
  const Json both = SessionToJson({}, std::nullopt);
  const Json ga = SessionToJson({}, Dialect::kGa);
  const Json beta = SessionToJson({}, Dialect::kBeta);
  for (const Json* shape : {&ga, &beta}) {
    for (const auto& [key, value] : shape->items()) EXPECT_EQ(both.at(key), value) << key;
  }
  EXPECT_FALSE(ga.contains("modalities"));
  EXPECT_FALSE(beta.contains("audio"));
  EXPECT_FALSE(beta.contains("type"));
}

TEST(SessionJsonTest, WhatIsShownCanBeSentBack) {
  const SessionSettings s = Patched(R"({"voice": "alloy", "turn_detection": {"type": "server_vad",
      "threshold": 0.7, "silence_duration_ms": 321, "idle_timeout_ms": 6000}})");
  for (const auto dialect : {Dialect::kGa, Dialect::kBeta}) {
    const Json shown = SessionToJson(s, dialect);
    const auto again = PatchSession({}, shown, Names());
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(SessionToJson(*again, dialect), [&] {
      Json expected = shown;
      expected["id"] = expected["model"] = "";
      return expected;
    }());
  }
}

}  // namespace
}  // namespace vivavoce::realtime::session_patch_test
